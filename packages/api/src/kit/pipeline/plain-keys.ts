import { PlinthError } from '@plinth/core/errors'
import { shownKey } from './issues.ts'

/** JSON nested deeper than this is refused, so that nothing that walks it exhausts the stack. */
export const maxJsonDepth = 200

/**
 * Refuses JSON with a key `__proto__`, which some code would drop and other code take for a prototype, and JSON that is nested too deeply. Every
 * door calls it on what it has parsed, before a schema sees it.
 * @throws PlinthError `INVALID_INPUT` with the place
 */
export function assertPlainKeys(json: unknown): void {
  const path: string[] = []
  const refuse = (message: string): never => {
    const place = path.slice(0, 20).map(shownKey).join('.')
    throw new PlinthError('INVALID_INPUT', { fields: { [place]: [message] } })
  }
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (path.length >= maxJsonDepth) refuse(`Expected JSON of at most ${maxJsonDepth} levels.`)
    for (const key of Object.keys(value)) {
      path.push(key)
      if (key === '__proto__') refuse('Expected another key than `__proto__`.')
      look(Reflect.get(value, key))
      path.pop()
    }
  }
  look(json)
}
