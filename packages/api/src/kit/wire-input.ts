import { assertPlainKeys } from './pipeline/plain-keys.ts'

/** The limit of notes: more than an input needs would cost too much work. */
const maxNotes = 1_000
const maxNoteLength = 1_000
const maxDigits = 1_000

/** The conversions that a note may request. superjson supports more (sets, maps, typed arrays, classes …), which our inputs do not use. */
const revive: Readonly<Record<string, (json: unknown) => unknown>> = {
  undefined: () => undefined,
  Date: (json) => new Date(text(json)),
  number: (json) => Number(text(json)),
  bigint: (json) => BigInt(text(json)),
}

/**
 * Reads superjson's wire as a client sends it: `{ json, meta: { values: { 'a.b': ['Date'] } } }`. superjson itself trusts the
 * notes: some of them cost it seconds of work for a small body, or unlimited memory. References (`referentialEqualities`) are not needed,
 * since `json` holds each value in full.
 * @throws Error when it is not of this shape, PlinthError `INVALID_INPUT` as `assertPlainKeys`
 */
export function readWire(value: unknown): unknown {
  if (!isRecord(value)) throw new Error('Expected an object with the input in `json`.')
  const { json, meta } = value
  assertPlainKeys(json)
  if (meta === undefined) return json
  if (!isRecord(meta)) throw new Error('Expected an object in `meta`.')
  const { values = {} } = meta
  // A note on the whole input must be the only one.
  if (Array.isArray(values)) return reviverOf(values)(json)
  if (!isRecord(values)) throw new Error('Expected an object in `meta.values`.')
  const notes = Object.entries(values)
  if (notes.length > maxNotes) throw new Error(`Expected at most ${maxNotes} notes in \`meta.values\`.`)
  for (const [path, note] of notes) reviveAt(json, keysOf(path), reviverOf(note))
  return json
}

function reviveAt(json: unknown, keys: readonly string[], reviver: (json: unknown) => unknown): void {
  const last = keys.at(-1) ?? ''
  let parent = json
  for (const key of keys.slice(0, -1)) parent = own(parent, key)
  const revived = reviver(own(parent, last))
  // Its own property, as `own` has seen, of an object that JSON.parse made.
  if (typeof parent === 'object' && parent !== null) Reflect.set(parent, last, revived)
}

function own(parent: unknown, key: string): unknown {
  const isThere = typeof parent === 'object' && parent !== null && key !== '__proto__' && Object.hasOwn(parent, key)
  if (!isThere) throw new Error('A note in `meta.values` names no value of `json`.')
  return Reflect.get(parent, key)
}

function reviverOf(note: unknown): (json: unknown) => unknown {
  const type: unknown = Array.isArray(note) && note.length === 1 ? note[0] : undefined
  const reviver = typeof type === 'string' && Object.hasOwn(revive, type) ? revive[type] : undefined
  if (!reviver) throw new Error(`Expected one of ${Object.keys(revive).join(', ')} in a note of \`meta.values\`.`)
  return reviver
}

/** The keys of a path, separated by dots; a backslash escapes a dot or a backslash. */
function keysOf(path: string): string[] {
  if (path.length > maxNoteLength) throw new Error('A path in `meta.values` is too long.')
  const keys = ['']
  for (const [part] of path.matchAll(/\\[\s\S]?|\.|[^\\.]+/g)) {
    if (part === '.') keys.push('')
    else keys.push((keys.pop() ?? '') + (part.startsWith('\\') ? part.slice(1) : part))
  }
  return keys
}

function text(json: unknown): string {
  if (typeof json !== 'string' || json.length > maxDigits)
    throw new Error('A note in `meta.values` stands at a value that is no short text.')
  return json
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
