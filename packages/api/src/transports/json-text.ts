import { type Stretch, slices } from '@plinth/bounds/slices'

/** Items of a list that are written in one piece. */
const maxAtOnce = 20

/** A page holds its rows one level deep, and in the wire format of tRPC two levels. */
const maxDepth = 2

/**
 * An answer as JSON for a client at this address. One with a long list is made when it is the client's turn, and between its items the others have theirs.
 * @param wire makes what is written of the answer, when not the answer itself is
 */
export async function jsonText(
  answer: unknown,
  address: string,
  wire = (value: unknown): unknown => value,
): Promise<string> {
  if (!holdsLong(answer, maxDepth)) return JSON.stringify(wire(answer))
  await slices.turn(address)
  const stretch = slices.begin(address)
  // A list is never left out.
  return (await textOf(wire(answer), maxDepth, stretch)) ?? ''
}

/** Undefined where JSON leaves the value out. */
async function textOf(value: unknown, depth: number, stretch: Stretch): Promise<string | undefined> {
  if (!holdsLong(value, depth)) return JSON.stringify(value)
  const parts: string[] = []
  if (Array.isArray(value)) {
    for (const item of value) {
      await stretch.rest()
      parts.push(JSON.stringify(item) ?? 'null')
    }
    return `[${parts.join()}]`
  }
  for (const [key, entry] of Object.entries(value)) {
    const text = await textOf(entry, depth - 1, stretch)
    if (text !== undefined) parts.push(`${JSON.stringify(key)}:${text}`)
  }
  return `{${parts.join()}}`
}

function holdsLong(value: unknown, depth: number): value is object {
  if (Array.isArray(value)) return value.length > maxAtOnce
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) return false
  return Object.values(value).some((entry) => holdsLong(entry, depth - 1))
}
