import { PlinthError } from '@plinth/core/errors'
import { z } from 'zod'
import { readBigint } from '../../kit/resource/bigint.ts'
import { readTime } from '../../kit/resource/values.ts'
import { bare, shapeOf } from '../../kit/schemas.ts'

/** A value of the query, still percent-encoded, because a comma separates the entries of a list and an encoded one (`%2C`) does not. */
interface Value {
  readonly raw: string
  /** Whether its name ends in `[]`, which makes it one entry of a list. */
  readonly isEntry: boolean
}

/** A parsed but unconverted query: values at the leaves, and below each name the content of its brackets. */
type Raw = Value[] | Map<string, Raw>

const maxParameters = 200
const maxDepth = 4

/**
 * Reads a query by the schema of the input: `limit=20&sort=-createdAt,title&filter[author.username]=ada&filter[publishedAt][not]=null`.
 * A bare value means `equals` (or `has`). A list is either one value with commas between its entries (a comma within an entry is sent as `%2C`), or the
 * parameter repeated, with or without `[]` after its name, in which case commas are text.
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
  const parameters = search.split('&').filter((part) => part !== '')
  if (parameters.length > maxParameters)
    throw new PlinthError('INVALID_INPUT', { message: `Expected at most ${maxParameters} parameters.` })
  for (const parameter of parameters) {
    const at = parameter.indexOf('=')
    const given = decoded(at < 0 ? parameter : parameter.slice(0, at))
    const isEntry = given.endsWith('[]')
    const name = isEntry ? given.slice(0, -2) : given
    const path = pathOf(name)
    if (path && path.length <= maxDepth) put(tree, path, { raw: at < 0 ? '' : parameter.slice(at + 1), isEntry })
    else refusals.set(name, 'It cannot be read: expected a name such as `limit` or `filter[name][equals]`.')
  }
  return tree
}

/** A decoded part of a query, by the rules of the URL standard: malformed escapes are left unchanged. */
const decoded = (raw: string) => new URLSearchParams(`_=${raw}`).get('_') ?? ''

/** `filter[a.b][not]` → `filter`, `a.b`, `not` */
function pathOf(name: string): string[] | undefined {
  if (!name.includes('[')) return name === '' || name.includes(']') ? undefined : [name]
  if (name.length > 500 || !/^[^[\]]+(?:\[[^[\]]+\])+$/.test(name)) return undefined
  return name.slice(0, -1).split(/\]?\[/)
}

/** The key of a bare value for a name that also has values in brackets; brackets cannot contain this key. */
const alone = ''

function put(tree: Map<string, Raw>, path: readonly string[], value: Value): void {
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
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType // zod's core type of the same schema
    return entriesOf(raw, element).map((each) => readText(element, each, place))
  }
  const [first, ...others] = raw
  if (others.length > 0 || first?.isEntry) return refuse(place, once)
  const text = decoded(first?.raw ?? '')
  if (schema instanceof z.ZodObject) {
    const by = ['equals', 'has'].find((name) => name in schema.shape)
    if (by === undefined) return refuse(place, `Expected what it is in brackets: ${place.name}[…].`)
    return { [by]: readText(schema.shape[by] as z.ZodType, text, place) } // as above
  }
  return given ? readText(given, text, place) : text
}

/** The entries of a list. If no entry can contain a comma, an encoded one separates too: many programs encode all commas. */
function entriesOf(values: readonly Value[], element: z.ZodType): string[] {
  const [first, ...others] = values
  if (!first || others.length > 0 || first.isEntry) return values.map(({ raw }) => decoded(raw))
  return isText(element) ? first.raw.split(',').map(decoded) : decoded(first.raw).split(',')
}

function isText(given: z.ZodType): boolean {
  const { schema } = bare(given)
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).some(isText) // zod's core type of the same schema
  return schema instanceof z.ZodString
}

const once = 'Expected it once.'

function refuse({ name, refusals }: Place, message: string): undefined {
  refusals.set(name, message)
  return undefined
}

/** Reads one value. Errors that zod can report are left to zod. */
function readText(given: z.ZodType, text: string, place: Place): unknown {
  const { schema, isNullable } = bare(given)
  if (isNullable && text === 'null') return null
  if (schema instanceof z.ZodNumber) {
    const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
    return isNumber ? Number(text) : refuse(place, `Expected a number${isNullable ? ' or null' : ''}.`)
  }
  if (schema instanceof z.ZodBigInt) return readBigint(text)
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
  if (schema instanceof z.ZodUnion) return readOption(schema.options as z.ZodType[], text, place) // zod's core type of the same schema
  return text
}

/**
 * Reads one value of a union as JSON if text is one of the options: `1` is a number, `true` a boolean, `"1"` the text of one digit, and anything else
 * is text, unchanged.
 */
function readOption(options: readonly z.ZodType[], text: string, { name }: Place): unknown {
  const texts = options.filter(isText)
  const quoted = texts.length > 0 && text.length > 1 ? unquoted(text) : undefined
  if (quoted !== undefined) return quoted
  for (const option of [...options.filter((each) => !texts.includes(each)), ...texts]) {
    const value = readText(option, text, { name, refusals: new Map() })
    if (value !== undefined && option.safeParse(value).success) return value
  }
  return text
}

/** The text in double quotes, parsed as JSON; undefined if it is not in quotes. */
function unquoted(text: string): string | undefined {
  if (!text.startsWith('"') || !text.endsWith('"')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** The parameter from which an input value was read. */
export function parameterOf(path: readonly PropertyKey[], search: string): string {
  const names = path.filter((key) => typeof key !== 'number').map(String)
  const [first = '', ...rest] = names
  const full = first + rest.map((name) => `[${name}]`).join('')
  const short = full.replace(/\[(?:equals|has)\]$/, '')
  const sent = [...new URLSearchParams(search).keys()].map((name) => name.replace(/\[\]$/, ''))
  return sent.includes(short) && !sent.some((name) => name.startsWith(full)) ? short : full
}
