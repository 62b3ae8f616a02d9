import { type Stretch, slices } from '@plinth/bounds/slices'
import { exactJson } from '@plinth/core/exact-json'

/** The most items of a list that are serialized without a pause. */
const maxAtOnce = 20

/** The rows of a page are one level deep, or two levels in tRPC's wire format. */
const maxDepth = 2

/** Converts an answer into its wire format, all at once or step by step. */
interface Wire {
  serialize(answer: unknown): unknown
  serializeInSteps(answer: unknown): Generator<void, unknown>
}

/**
 * An answer as JSON for a client at this address. An answer with a long list is serialized when it is the client's turn, and other clients have their turns
 * between its items.
 * @param wire the wire format, if the answer is not serialized directly
 */
export async function jsonText(answer: unknown, address: string, wire?: Wire): Promise<string> {
  if (!holdsLong(answer, maxDepth)) return exactJson(wire ? wire.serialize(answer) : answer)
  await slices.turn(address)
  const stretch = slices.begin(address)
  const written = wire ? await allSteps(wire.serializeInSteps(answer), stretch) : answer
  // A list is never omitted.
  return (await textOf(written, maxDepth, stretch)) ?? ''
}

async function allSteps(steps: Generator<void, unknown>, stretch: Stretch): Promise<unknown> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await stretch.rest()
  }
}

/** Undefined where JSON omits the value. */
async function textOf(value: unknown, depth: number, stretch: Stretch): Promise<string | undefined> {
  if (!holdsLong(value, depth)) return exactJson(value)
  const parts: string[] = []
  if (Array.isArray(value)) {
    for (const item of value) {
      await stretch.rest()
      parts.push(exactJson(item) ?? 'null')
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
