import type { Context } from 'hono'
import type { Caller } from './caller.ts'

/** The most used tags, as many as Plinth returns. */
export async function tags(c: Context, { plinth }: Caller): Promise<Response> {
  const found = await plinth.tags.list.query({ limit: 1_000 })
  return c.json({ tags: found.map(({ name }) => name) })
}
