import { z } from 'zod'

/** The value that a schema takes (`input`) or returns (`output`). */
export type Side = 'input' | 'output'

/** Returns a name for an object type of several lines that is declared separately; undefined to write it inline. */
export type NameOf = (schema: z.ZodType, print: (inside: z.ZodType) => string) => string | undefined

interface Print {
  readonly side: Side
  readonly nameOf: NameOf
  readonly indent: string
}

/** A zod schema as the TypeScript type of its input or output. */
export function printType(schema: z.ZodType, side: Side, nameOf: NameOf = () => undefined): string {
  return print(schema, { side, nameOf, indent: '' })
}

function print(given: z.ZodType, at: Print): string {
  const named = at.nameOf(given, (inside) => print(inside, at))
  if (named !== undefined) return named
  const schema = given as unknown as z.core.$ZodTypes // zod's own union of all schemas, distinguished by `def.type`
  const def = schema._zod.def
  switch (def.type) {
    case 'string':
    case 'template_literal':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
    case 'bigint':
    case 'null':
    case 'undefined':
    case 'unknown':
    case 'never':
      return def.type
    case 'void':
      return 'undefined'
    case 'date':
      return 'Date'
    case 'any':
      return 'unknown'
    // JSON of any shape: a recursive type would say no more.
    case 'lazy':
      return 'unknown'
    case 'literal':
      return union(def.values.map((value) => (typeof value === 'string' ? quoted(value) : String(value))))
    case 'enum':
      return union(Object.values(def.entries).map((value) => (typeof value === 'string' ? quoted(value) : `${value}`)))
    case 'array':
      return arrayOf(print(inner(def.element), at))
    case 'tuple':
      return `[${def.items.map((item) => print(inner(item), at)).join(', ')}]`
    case 'record':
      return `Record<${print(inner(def.keyType), at)}, ${print(inner(def.valueType), at)}>`
    case 'object':
      return object(schema as unknown as z.ZodObject, at) // by its type
    case 'union':
      return union(def.options.map((option) => print(inner(option), at)))
    case 'intersection':
      return `${print(inner(def.left), at)} & ${print(inner(def.right), at)}`
    case 'nullable':
      return union([print(inner(def.innerType), at), 'null'])
    case 'optional':
      return union([print(inner(def.innerType), at), 'undefined'])
    case 'default':
    case 'prefault':
      return at.side === 'input'
        ? union([print(inner(def.innerType), at), 'undefined'])
        : print(inner(def.innerType), at)
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return print(inner(def.innerType), at)
    case 'pipe': {
      // Next to a transform, the side that has its own schema.
      const [first, last] = [inner(def.in), inner(def.out)]
      if (at.side === 'input') return print(first instanceof z.ZodTransform ? last : first, at)
      return print(last instanceof z.ZodTransform ? first : last, at)
    }
    default:
      throw new Error(`The contract printer does not know zod's ${def.type}: add it to ${import.meta.filename}.`)
  }
}

/** zod declares inner schemas by their core type; they are schemas of the same kind. */
const inner = (schema: z.core.$ZodType) => schema as z.ZodType

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`

const union = (members: readonly string[]) => [...new Set(members.flatMap(split))].join(' | ')

/** The members of a union that is written without brackets. */
const split = (member: string) => (/^[^{}<>()[\]]*$/.test(member) ? member.split(' | ') : [member])

const arrayOf = (element: string) => (/^[\w.'<>]+$/.test(element) ? `${element}[]` : `Array<${element}>`)

function object(schema: z.ZodObject, at: Print): string {
  const entries = Object.entries(schema.shape as Record<string, z.ZodType>)
  if (entries.length === 0) return 'Record<string, never>'
  const deeper = { ...at, indent: `${at.indent}  ` }
  const members = entries.map(([key, value]) => member(key, value, deeper))
  const line = `{ ${members.join('; ')} }`
  if (line.length + at.indent.length < 90 && !line.includes('\n')) return line
  return `{\n${members.map((text) => `${deeper.indent}${text}`).join('\n')}\n${at.indent}}`
}

function member(key: string, schema: z.ZodType, at: Print): string {
  const name = /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key)
  return `${name}${mayBeLeftOut(schema, at.side) ? '?' : ''}: ${print(schema, at)}`
}

function mayBeLeftOut(schema: z.ZodType, side: Side): boolean {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod // as above
  if (def.type === 'optional') return true
  if (def.type === 'default' || def.type === 'prefault') return side === 'input'
  if (def.type === 'nullable' || def.type === 'readonly') return mayBeLeftOut(inner(def.innerType), side)
  return false
}
