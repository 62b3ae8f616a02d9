import { z } from 'zod'
import { shared } from './fixed-parts.ts'

import { type NameOf, printType, type Side } from './print-type.ts'
import type { Procedure, Resource } from './procedure.ts'

export const capital = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase())
/** Names that every contract contains, regardless of its nouns. */
const reserved = new Set([...shared.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name))
const typeName = (words: string) =>
  words
    .split(/[^A-Za-z0-9]+/)
    .map(capital)
    .join('')

/** Types with their own names: rows and filters of resources, comparisons, and types that several procedures return. */
export class Names {
  readonly #names: Record<Side, Map<z.ZodType, string>> = { input: new Map(), output: new Map() }

  constructor(procedures: readonly Procedure[]) {
    const resources = new Set(procedures.flatMap(({ definition }) => definition ?? []))
    for (const definition of resources) this.#nameRows(definition)
    this.#nameShared(procedures)
  }

  nameOf =
    (side: Side): NameOf =>
    (schema, print) =>
      this.#names[side].get(schema) ?? (side === 'input' ? comparisonOf(schema, print) : undefined)

  /** The declarations of all types named in `text`, and of those that they name in turn. */
  print(text: string): string[] {
    const printed = new Map<string, string>()
    for (let before = -1, all = text; before < printed.size; all = [text, ...printed.values()].join('')) {
      before = printed.size
      for (const side of ['output', 'input'] as const)
        for (const [schema, name] of this.#names[side])
          if (!printed.has(name) && new RegExp(`\\b${name}\\b`).test(all))
            printed.set(name, this.#declare(schema, side))
    }
    return [...printed.values()]
  }

  #declare(schema: z.ZodType, side: Side): string {
    const nameOf = this.nameOf(side)
    const name = this.#names[side].get(schema) ?? ''
    // If its own name were used, the type would refer to itself.
    const type = printType(schema, side, (inside, print) => (inside === schema ? undefined : nameOf(inside, print)))
    return `\nexport type ${name} = ${type}\n`
  }

  #nameRows({ labels, schemas }: Resource): void {
    const one = typeName(labels.one)
    if (reserved.has(one))
      throw new Error(`${one} means something else in the contract: give the resource another label for one row.`)
    const keysOf = (schema: z.ZodObject) => Object.keys(schema.shape).join()
    const { row, listed, written, filter } = schemas
    this.#names.output.set(row, one)
    this.#names.output.set(listed, keysOf(listed) === keysOf(row) ? one : `${one}Listed`)
    this.#names.output.set(written, keysOf(written) === keysOf(row) ? one : `${one}Written`)
    this.#names.input.set(filter, `${one}Filter`)
  }

  #nameShared(procedures: readonly Procedure[]): void {
    const custom = procedures.flatMap(({ noun, output }) => (output ? [{ noun, schema: core(output) }] : []))
    for (const [schema, users] of Map.groupBy(custom, (use) => use.schema)) {
      if (users.length < 2 || !(schema instanceof z.ZodObject) || this.#names.output.has(schema)) continue
      const nouns = [...Map.groupBy(users, ({ noun }) => noun)].toSorted(([, a], [, b]) => b.length - a.length)
      this.#names.output.set(schema, this.#free(schema.meta()?.title ?? `${capital(nouns[0]?.[0] ?? '')}Output`))
    }
  }

  #free(name: string): string {
    const taken = new Set(this.#names.output.values())
    let free = name
    for (let nth = 2; taken.has(free); nth++) free = `${name}${nth}`
    return free
  }
}

/** The schema inside nullable, optional and list wrappers. */
function core(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return core(schema.unwrap() as z.ZodType) // zod's core type
  return schema instanceof z.ZodArray ? core(schema.element as z.ZodType) : schema // as above
}

/** The comparisons of a filter, if they are exactly those of one of the shared types. */
function comparisonOf(schema: z.ZodType, print: (inside: z.ZodType) => string): string | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined
  const shape = schema.shape as Record<string, z.ZodType> // zod's core type
  const list = shape.in && core(shape.in)
  if (!list || !shape.equals) return undefined
  const value = print(list)
  const isNullable = withoutOptional(shape.equals) instanceof z.ZodNullable
  const generics = (first: string[]) => [...first, ...(isNullable ? ['null'] : [])].join(', ')
  switch (Object.keys(shape).toSorted().join()) {
    case 'equals,in,not':
      return `EqualityCondition<${generics([value])}>`
    case 'equals,gt,gte,in,lt,lte,not':
      return `OrderCondition<${generics([value])}>`
    case 'contains,equals,gt,gte,in,lt,lte,not':
      return value === 'string' ? `TextCondition${isNullable ? '<null>' : ''}` : undefined
    default:
      return undefined
  }
}

const withoutOptional = (schema: z.ZodType) => (schema instanceof z.ZodOptional ? schema.unwrap() : schema)
