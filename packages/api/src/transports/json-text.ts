import type { Stretch } from '@plinth/bounds/slices'

/** Items of a list that are written in one piece. */
const maxAtOnce = 20

/** A page holds its rows at its first level, and in an answer of tRPC it is one level deeper. */
const maxDepth = 2

/** `JSON.stringify` of an answer. Between the items of a long list the others have their turn. */
export async function jsonText(answer: unknown, stretch: Stretch): Promise<string> {
  return (await textOf(answer, maxDepth, stretch)) ?? ''
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
