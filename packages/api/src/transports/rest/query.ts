import { PlinthError } from '@plinth/core/errors'
import { z } from 'zod'
import { readTime } from '../../kit/resource/values.ts'
import { bare, shapeOf } from './schemas.ts'

/** What a query says, not yet read: texts at the leaves, and below a name what stands in its brackets. */
type Raw = string[] | Map<string, Raw>

const maxParameters = 200
const maxDepth = 4

/**
 * Reads a query by the schema of the input: `limit=20&sort=-createdAt,title&filter[author.username]=ada&filter[publishedAt][not]=null`.
 * A value alone means `equals` (or `has`); a list is one value with commas, or the parameter again and again, and then commas are text.
 * @throws PlinthError `INVALID_INPUT` naming each parameter that cannot be read
 */
export function readQuery(search: string, schema: z.ZodType): Record<string, unknown> {
  const refusals = new Map<string, string>()
  const tree = treeOf(search, refusals)
  const shape = shapeOf(schema)
  const input = Object.fromEntries(
    [...tree].map(([name, raw]) => [name, read(fieldOf(shape, name), raw, { name, refusals })]),
  )
  if (refusals.size === 0) return input
  const fields = Object.fromEntries([...refusals].map(([name, message]) => [name, [message]]))
  throw new PlinthError('INVALID_INPUT', { fields })
}

function treeOf(search: string, refusals: Map<string, string>): Map<string, Raw> {
  const tree = new Map<string, Raw>()
  if (search === '') return tree
  const parameters = [...new URLSearchParams(search)]
  if (parameters.length > maxParameters)
    throw new PlinthError('INVALID_INPUT', { message: `Expected at most ${maxParameters} parameters.` })
  for (const [name, value] of parameters) {
    const path = pathOf(name)
    if (path && path.length <= maxDepth) put(tree, path, value)
    else refusals.set(name, 'It cannot be read: expected a name such as `limit` or `filter[name][equals]`.')
  }
  return tree
}

/** `filter[a.b][not]` → `filter`, `a.b`, `not` */
function pathOf(name: string): string[] | undefined {
  if (!name.includes('[')) return name === '' || name.includes(']') ? undefined : [name]
  if (name.length > 500 || !/^[^[\]]+(?:\[[^[\]]+\])+$/.test(name)) return undefined
  return name.slice(0, -1).split(/\]?\[/)
}

/** Where a name has a value alone beside those with brackets, it stands under this key, which no bracket can hold. */
const alone = ''

function put(tree: Map<string, Raw>, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path
  const known = tree.get(name)
  if (rest.length === 0) {
    if (known instanceof Map) put(known, [alone], value)
    else if (known) known.push(value)
    else tree.set(name, [value])
    return
  }
  const below = known instanceof Map ? known : new Map<string, Raw>(known && [[alone, known]])
  tree.set(name, below)
  put(below, rest, value)
}

const fieldOf = (shape: Readonly<Record<string, z.ZodType>> | undefined, name: string) =>
  shape && Object.hasOwn(shape, name) ? shape[name] : undefined

interface Place {
  name: string
  refusals: Map<string, string>
}

function read(given: z.ZodType | undefined, raw: Raw, place: Place): unknown {
  const { schema } = given ? bare(given) : { schema: undefined }
  if (raw instanceof Map) {
    const shape = given && shapeOf(given)
    const entries = [...raw].flatMap(([key, below]): [string, unknown][] => {
      if (key === alone) return Object.entries(Object(read(given, below, place)))
      return [[key, read(fieldOf(shape, key), below, { ...place, name: `${place.name}[${key}]` })]]
    })
    const names = new Set(entries.map(([key]) => key))
    if (names.size < entries.length) refuse(place, once)
    return Object.fromEntries(entries)
  }
  const [text = '', ...others] = raw
  if (schema instanceof z.ZodArray) {
    const texts = others.length > 0 ? raw : text.split(',')
    return texts.map((each) => readText(schema.element as z.ZodType, each, place)) // zod's core type of the same schema
  }
  if (others.length > 0) return refuse(place, once)
  if (schema instanceof z.ZodObject) {
    const by = ['equals', 'has'].find((name) => name in schema.shape)
    if (by === undefined) return refuse(place, `Expected what it is in brackets: ${place.name}[…].`)
    return { [by]: readText(schema.shape[by] as z.ZodType, text, place) } // as above
  }
  return given ? readText(given, text, place) : text
}

const once = 'Expected it once.'

function refuse({ name, refusals }: Place, message: string): undefined {
  refusals.set(name, message)
  return undefined
}

/** One value. What zod can say as well is left to it. */
function readText(given: z.ZodType, text: string, place: Place): unknown {
  const { schema, isNullable } = bare(given)
  if (isNullable && text === 'null') return null
  if (schema instanceof z.ZodNumber) {
    const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
    return isNumber ? Number(text) : refuse(place, `Expected a number${isNullable ? ' or null' : ''}.`)
  }
  if (schema instanceof z.ZodBoolean) {
    if (text === 'true' || text === 'false') return text === 'true'
    return refuse(place, `Expected true or false${isNullable ? ', or null' : ''}.`)
  }
  if (schema instanceof z.ZodDate) {
    return (
      readTime(text) ??
      refuse(place, `Expected a time with its offset, such as 2026-01-31T12:00:00Z${isNullable ? ', or null' : ''}.`)
    )
  }
  if (schema instanceof z.ZodUnion) {
    const quiet: Place = { name: place.name, refusals: new Map() }
    for (const option of schema.options as z.ZodType[]) {
      const value = readText(option, text, quiet)
      if (value !== undefined && option.safeParse(value).success) return value
    }
  }
  return text
}

/** The parameter that an input came from. */
export function parameterOf(path: readonly PropertyKey[], search: string): string {
  const names = path.filter((key) => typeof key !== 'number').map(String)
  const [first = '', ...rest] = names
  const full = first + rest.map((name) => `[${name}]`).join('')
  const short = full.replace(/\[(?:equals|has)\]$/, '')
  const sent = [...new URLSearchParams(search).keys()]
  return sent.includes(short) && !sent.some((name) => name.startsWith(full)) ? short : full
}
