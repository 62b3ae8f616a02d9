import type { z } from 'zod'

/** The most valid names that an error lists. */
const maxNamed = 10

/** The most unknown names of a request for which the closest known name is searched; each search costs time. */
const maxGuessed = 5

/** A longer name is not treated as a typing error. */
const maxLength = 60

/**
 * For the schema of an object or an enum with these names: the error lists the valid names and the closest one. Only for names that
 * everyone who may call the procedure may know. `shown` is a shorter description of the names for the error.
 */
export function ofKnown(names: readonly string[], shown = listOf(names)) {
  const hint = (given: readonly string[]) => {
    const near = new Set(given.slice(0, maxGuessed).flatMap((each) => nearest(each, names) ?? []))
    return near.size > 0 ? `Did you mean ${quoted([...near])}? ${shown}` : shown
  }
  return {
    error: ({ code, input, ...issue }: z.core.$ZodRawIssue): string | undefined => {
      if (code === 'unrecognized_keys') return hint(issue.keys as readonly string[]) // as its code says
      if (code !== 'invalid_value' || typeof input !== 'string') return undefined
      return `It is not known here. ${hint([input])}`
    },
  }
}

/** A schema's message about unknown keys, as `ofKnown` sets it; empty if it is zod's own message. */
export const hintIn = ({ message }: Pick<z.core.$ZodIssue, 'message'>): string =>
  message.startsWith('Unrecognized key') ? '' : ` ${message}`

/** A sentence with the expected names: the first ones, and the number of the others. */
export function listOf(names: readonly string[], note = ''): string {
  if (names.length === 0) return 'Expected nothing here.'
  const more = names.length - maxNamed
  return `Expected ${names.length > 1 ? 'one of ' : ''}${quoted(names.slice(0, maxNamed))}${more > 0 ? ` or ${more} more` : ''}${note}.`
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

/** The closest name: it differs only in case, or in few letters for its length. */
function nearest(given: string, names: readonly string[]): string | undefined {
  if (given.length > maxLength) return undefined
  const wanted = given.toLowerCase()
  const most = Math.max(1, Math.floor(wanted.length / 4))
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance)
  return best?.name
}

/** The number of letters to insert, delete or replace (Levenshtein), where swapped neighbours count as one. */
function distanceOf(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let at = 1; at <= other.length; at++) {
      const isSame = one[row - 1] === other[at - 1]
      const isSwapped = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]
      next.push(
        Math.min(
          (next[at - 1] ?? 0) + 1,
          (last[at] ?? 0) + 1,
          (last[at - 1] ?? 0) + (isSame ? 0 : 1),
          row > 1 && at > 1 && isSwapped ? (before[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = last
    last = next
  }
  return last[other.length] ?? 0
}
