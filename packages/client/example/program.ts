// An example of a third-party program that uses the client: `node program.ts <url> <token>`. It is copied into a project that contains only the packed
// client, and type-checked and run there, so it imports nothing else. Its output is JSON: the result of each step.
import { type Article, createClient, isPlinthError, type RowPage } from '@plinth/client'

declare const process: { argv: string[]; stdout: { write(text: string): void } }

const [, , url = '', token = ''] = process.argv
const plinth = createClient({ url, token: async () => token })

const title = `Written by a program ${crypto.randomUUID()}`
const { id, version } = await plinth.articles.create.mutate({ title, description: '', body: 'one', tags: ['program'] })
const published = await plinth.articles.publish.mutate({ id, version })
const article: Article = await plinth.articles.get.query({ slug: published.slug })
const found: RowPage<{ id: string; createdAt: Date }> = await plinth.articles.list.query({
  filter: { tags: { has: 'program' }, createdAt: { gte: article.createdAt } },
  sort: ['-createdAt'],
})

const [me, tags, missing] = await Promise.allSettled([
  plinth.users.me.query(),
  plinth.tags.list.query({ text: 'prog' }),
  plinth.articles.get.query({ slug: crypto.randomUUID() }),
])

let conflict: string | undefined
try {
  await plinth.articles.update.mutate({ id, version, title: 'Late' })
} catch (error) {
  if (!isPlinthError(error, 'CONFLICT')) throw error
  conflict = error.code satisfies 'CONFLICT'
}

const refused = await plinth.articles.create
  .mutate({ title: '', description: '', body: '', tags: [] })
  .catch((error: unknown) => error)
await plinth.articles.remove.mutate({ id })

// @ts-expect-error an unknown procedure
void (() => plinth.articles.burn.mutate({ id }))
// @ts-expect-error an unknown input
void (() => plinth.articles.get.query({ title }))
// @ts-expect-error a field that the answer does not contain
void (() => article.secret)
// @ts-expect-error a query cannot be called as a mutation
void (() => plinth.articles.get.mutate({ id }))

const steps = {
  isSame: article.title === title && article.id === id,
  isDate: article.createdAt instanceof Date && article.publishedAt instanceof Date,
  isFound: found.items.some((item) => item.id === id && item.createdAt instanceof Date),
  isMe: me.status === 'fulfilled' && me.value !== null,
  tags: tags.status === 'fulfilled' ? tags.value.map(({ name }) => name) : tags.reason,
  missing: missing.status === 'rejected' && isPlinthError(missing.reason) ? missing.reason.code : 'found',
  conflict,
  fields: isPlinthError(refused, 'INVALID_INPUT') ? Object.keys(refused.fields ?? {}) : String(refused),
}
process.stdout.write(JSON.stringify(steps))
