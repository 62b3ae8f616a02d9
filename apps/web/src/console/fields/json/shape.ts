/** A JSON schema from the description of a field; every part may be missing. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly format?: string
  readonly pattern?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** A named value of an object. */
export interface Property {
  readonly name: string
  readonly schema: Schema
  readonly isRequired: boolean
}

/** How a value is entered; `raw` is a value without an input of its own, such as one of several objects. */
type Kind =
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'list'; readonly item: Schema }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'text'; readonly input: 'text' | 'date' | 'email' | 'url' }
  | { readonly kind: 'raw' }

export type Shape = Kind & { readonly schema: Schema; readonly isNullable: boolean }

const inputs: Readonly<Record<string, 'date' | 'email' | 'url'>> = { date: 'date', email: 'email', uri: 'url' }

/** A schema without its null alternative. References point into the definitions of `root`. */
export function shapeOf(given: Schema, root: Schema, depth = 0): Shape {
  const name = given.$ref?.replace('#/$defs/', '')
  // A recursive schema has no end.
  if (given.$ref !== undefined) {
    const found = name === undefined ? undefined : root.$defs?.[name]
    return found && depth < 5 ? shapeOf(found, root, depth + 1) : { kind: 'raw', schema: given, isNullable: true }
  }
  const options = given.anyOf ?? given.oneOf
  if (options) {
    const others = options.filter(({ type }) => type !== 'null')
    const isNullable = others.length < options.length
    const [only] = others
    if (!only || others.length > 1) return { kind: 'raw', schema: given, isNullable }
    const { title, description } = given
    const inner = shapeOf(only, root, depth + 1)
    const words = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) }
    return { ...inner, schema: { ...inner.schema, ...words }, isNullable: isNullable || inner.isNullable }
  }
  const types = [given.type ?? []].flat()
  const [type] = types.filter((each) => each !== 'null')
  return { ...kindOf(given, types.length > 2 ? undefined : type), schema: given, isNullable: types.includes('null') }
}

function kindOf(schema: Schema, type: string | undefined): Kind {
  const { properties, additionalProperties, items, format = '' } = schema
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (values?.every((value) => typeof value === 'string')) return { kind: 'choice', values }
  if (values) return { kind: 'raw' }
  switch (type) {
    case 'object': {
      const isOpen = typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      if (!properties || isOpen) return { kind: 'raw' }
      const entries = Object.entries(properties)
      const required = new Set(schema.required)
      return {
        kind: 'object',
        properties: entries.map(([name, each]) => ({ name, schema: each, isRequired: required.has(name) })),
      }
    }
    case 'array':
      return items ? { kind: 'list', item: items } : { kind: 'raw' }
    case 'boolean':
      return { kind: 'boolean' }
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: type === 'integer' }
    case 'string':
      return { kind: 'text', input: inputs[format] ?? 'text' }
    default:
      return { kind: 'raw' }
  }
}

/** The initial value of a schema, with all its required parts. */
export function emptyOf(given: Schema, root: Schema): unknown {
  const shape = shapeOf(given, root)
  if (shape.schema.default !== undefined) return shape.schema.default
  if (shape.isNullable) return null
  switch (shape.kind) {
    case 'object': {
      const needed = shape.properties.filter(({ isRequired }) => isRequired)
      const entries = needed.map(({ name, schema }) => [name, emptyOf(schema, root)] as const)
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
    }
    case 'list':
      return []
    case 'boolean':
      return false
    default:
      return undefined
  }
}

/** Whether the inputs of a shape can show a value. */
export function fits({ kind, isNullable }: Shape, value: unknown): boolean {
  if (value === undefined) return true
  if (value === null) return isNullable
  if (kind === 'object') return typeof value === 'object' && !Array.isArray(value)
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'boolean') return typeof value === 'boolean'
  return kind !== 'raw' && typeof value !== 'object'
}
