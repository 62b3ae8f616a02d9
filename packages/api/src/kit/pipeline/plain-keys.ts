import { PlinthError } from '@plinth/core/errors'
import { shownKey } from './issues.ts'

/** JSON nested deeper than this is refused, so that recursive code does not exhaust the stack. */
export const maxJsonDepth = 200

/** An object with more keys is refused: validating and copying it would take seconds. */
const maxJsonKeys = 20_000

/**
 * Refuses JSON with a key `__proto__`, which some code drops and other code treats as a prototype, and JSON that is nested too deeply
 * or has too many keys. Every transport calls it on the parsed JSON, before schema validation.
 * @throws PlinthError `INVALID_INPUT` with the path of the value
 */
export function assertPlainKeys(json: unknown): void {
  const path: PropertyKey[] = []
  const refuse = (message: string): never => {
    const place = path.slice(0, 20).map(shownKey).join('.')
    throw new PlinthError('INVALID_INPUT', { fields: { [place]: [message] } })
  }
  const refuseAt = (key: string, message: string) => {
    path.push(key)
    refuse(message)
  }
  const lookBelow = (key: PropertyKey, value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    path.push(key)
    look(value)
    path.pop()
  }
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (path.length >= maxJsonDepth) refuse(`Expected JSON of at most ${maxJsonDepth} levels.`)
    if (Array.isArray(value)) {
      for (const [nth, entry] of value.entries()) lookBelow(nth, entry)
      return
    }
    const keys = Object.keys(value)
    if (keys.length > maxJsonKeys) refuse(`Expected at most ${maxJsonKeys} keys in one object.`)
    for (const key of keys) {
      if (key === '__proto__') refuseAt(key, 'Expected another key than `__proto__`.')
      lookBelow(key, Reflect.get(value, key))
    }
  }
  look(json)
}
