/**
 * superjson's wire format, as far as procedures use it: JSON, and a list of the values that are dates, undefined, bigints, or numbers that JSON lacks.
 * No procedure takes or returns the other types that superjson supports (sets, maps, classes …).
 */
export interface Wire {
  json: unknown
  meta?: { values?: unknown; v?: number } | undefined
}

type Note = 'undefined' | 'Date' | 'bigint' | 'number'
type Notes = Record<string, [Note]>

/** Thrown for a part of an input that cannot be sent, with its place. */
export class Unsendable extends Error {
  readonly place: string
  constructor(path: readonly string[], what: string) {
    super(`Expected a value that can be sent, got ${what}.`)
    this.place = path.join('.')
  }
}

/** An input deeper than this is circular, or no procedure accepts it. */
const maxDepth = 200

/** Encodes an input. @throws Unsendable when it contains a value that the wire format cannot represent */
export function encode(value: unknown): Wire {
  const notes: Notes = {}
  const json = copy(value, [], notes)
  const names = Object.keys(notes)
  if (names.length === 0) return { json }
  return { json, meta: { values: names[0] === '' ? notes[''] : notes, v: 1 } }
}

function copy(value: unknown, path: readonly string[], notes: Notes): unknown {
  const noted = (note: Note, json: unknown) => {
    notes[path.map((key) => key.replaceAll(/[\\.]/g, '\\$&')).join('.')] = [note]
    return json
  }
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : noted('number', Object.is(value, -0) ? '-0' : `${value}`)
    case 'undefined':
      return noted('undefined', null)
    case 'bigint':
      return noted('bigint', `${value}`)
    case 'object':
      break
    default:
      throw new Unsendable(path, `a ${typeof value}`)
  }
  if (value === null) return null
  if (path.length > maxDepth) throw new Unsendable(path.slice(0, 3), `more than ${maxDepth} levels`)
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Unsendable(path, 'an invalid date')
    return noted('Date', value.toISOString())
  }
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, `${index}`], notes))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new Unsendable(path, 'an object that is not plain')
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry, [...path, key], notes)]))
}

const revive: Readonly<Record<string, (json: unknown) => unknown>> = {
  undefined: () => undefined,
  Date: (json) => new Date(String(json)),
  bigint: (json) => BigInt(String(json)),
  number: Number,
}

/** Decodes an answer. @throws TypeError when it is not in this format */
export function decode(wire: unknown): unknown {
  if (!isRecord(wire)) throw new TypeError('Expected an answer in superjson.')
  const { json, meta } = wire
  const values: unknown = isRecord(meta) ? meta.values : undefined
  if (values === undefined) return json
  if (Array.isArray(values)) return revived(json, values)
  for (const [path, note] of Object.entries(Object(values))) {
    const keys = keysOf(path)
    const last = keys.pop() ?? ''
    const parent = keys.reduce((at: unknown, key) => Object(at)[key], json)
    if (typeof parent === 'object' && parent !== null)
      Reflect.set(parent, last, revived(Reflect.get(parent, last), note))
  }
  return json
}

function revived(json: unknown, note: unknown): unknown {
  const name: unknown = Array.isArray(note) && note.length === 1 ? note[0] : undefined
  const reviver = typeof name === 'string' && Object.hasOwn(revive, name) ? revive[name] : undefined
  if (!reviver) throw new TypeError(`The answer holds a value that this client does not know: ${JSON.stringify(note)}.`)
  return reviver(json)
}

/** The keys of a path: dots separate them, and a backslash escapes a dot or a backslash. */
function keysOf(path: string): string[] {
  const keys = ['']
  for (const [part] of path.matchAll(/\\[\s\S]?|\.|[^\\.]+/g)) {
    if (part === '.') keys.push('')
    else keys.push((keys.pop() ?? '') + (part.startsWith('\\') ? part.slice(1) : part))
  }
  return keys
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
