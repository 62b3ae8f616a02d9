import superjson from 'superjson'
import { readWire } from './wire-input.ts'

/**
 * superjson's wire format. Plain rows (objects, arrays, strings, numbers, dates, undefined) are written by a short walk of our own, which is
 * two to three times as fast and gives the same JSON; anything else, repeated references included, goes through superjson itself. A JSON field may
 * have keys that superjson refuses (`constructor`): the walk writes them, and then repeated references in full. What is read comes from outside,
 * and is read with less trust than superjson has.
 */
export const wire = {
  serialize: (value: unknown): unknown => walk(value, new Set()) ?? viaSuperjson(value),
  deserialize: readWire,
}

function viaSuperjson(value: unknown): unknown {
  try {
    return superjson.serialize(value)
  } catch (error) {
    const walked = walk(value, undefined)
    if (walked) return walked
    throw error
  }
}

interface Walk {
  values: Record<string, [string]>
  hasValues: boolean
  /** Undefined where repeated references are written in full. */
  seen: Set<object> | undefined
}

function walk(value: unknown, seen: Walk['seen']): { json: unknown; meta?: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Date.prototype) return undefined
  const state: Walk = { values: {}, hasValues: false, seen }
  const json = copy(value, '', state)
  if (json === unusual) return undefined
  return state.hasValues ? { json, meta: { values: state.values, v: 1 } } : { json }
}

const unusual = Symbol('unusual')

function copy(value: unknown, path: string, state: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : unusual
    case 'undefined':
      state.values[path] = ['undefined']
      state.hasValues = true
      return null
    case 'object':
      break
    default:
      return unusual
  }
  if (value === null) return null
  if (state.seen?.has(value)) return unusual
  state.seen?.add(value)
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return unusual
    state.values[path] = ['Date']
    state.hasValues = true
    return value.toISOString()
  }
  return Array.isArray(value) ? copyArray(value, path, state) : copyObject(value, path, state)
}

function copyArray(value: readonly unknown[], path: string, state: Walk): unknown {
  const prefix = path === '' ? '' : `${path}.`
  const result: unknown[] = []
  for (let index = 0; index < value.length; index++) {
    const item = copy(value[index], prefix + index, state)
    if (item === unusual) return unusual
    result.push(item)
  }
  return result
}

function copyObject(value: object, path: string, state: Walk): unknown {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return unusual
  const prefix = path === '' ? '' : `${path}.`
  const result: Record<string, unknown> = {}
  for (const [key, entry] of Object.entries(value)) {
    if (key === '' || key.includes('.') || key.includes('\\')) return unusual
    const item = copy(entry, prefix + key, state)
    if (item === unusual) return unusual
    // Assigned, this key would be the prototype of the object.
    if (key === '__proto__') Object.defineProperty(result, key, { value: item, enumerable: true })
    else result[key] = item
  }
  return result
}
