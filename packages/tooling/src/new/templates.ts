import type { Noun } from './noun.ts'

const withArticle = (words: string) => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`

/** The files of a new noun: path from the root → content, not yet formatted. */
export function filesOf(noun: Noun): Map<string, string> {
  const { file } = noun
  return new Map([
    [`prisma/models/${file}.prisma`, modelOf(noun)],
    [`packages/api/src/features/${file}.ts`, featureOf(noun)],
    [`packages/api/src/features/${file}.test.ts`, testOf(noun)],
  ])
}

function modelOf({ model, table, one }: Noun): string {
  return `/// Say here what ${withArticle(one)} is.
model ${model} {
  id        String   @id @db.Uuid
  /// @sql COLLATE "und-x-icu"
  title     String
  /// The user who made it.
  authorId  String   @db.Uuid
  createdAt DateTime @default(now()) @db.Timestamptz(3)
  updatedAt DateTime @default(now()) @db.Timestamptz(3)
  version   Int      @default(1)

  @@index([title, id])
  @@index([authorId, createdAt, id])
  @@index([createdAt, id])
  @@index([title(ops: raw("gin_trgm_ops"))], type: Gin, map: "${table}_title_trgm_idx")
  @@map("${table}")
}
`
}

function featureOf({ file, record, model, table, constant, one, many }: Noun): string {
  return `import { requireUserId } from '@plinth/core/actor'
import { everyone, own, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { resource } from '../kit/resource/resource.ts'

const ${constant} = resource({
  name: '${record}',
  model: '${model}',
  tenancy: 'global',
  labels: { one: '${one}', many: '${many}', title: 'title' },
  fields: {
    id: true,
    title: z.string().trim().min(1).max(200),
    authorId: { label: 'Author' },
    createdAt: { label: 'Created' },
    updatedAt: { label: 'Updated' },
    version: true,
  },
  // Decide these before anyone uses it: a person who may read ${withArticle(one)} may read it over tRPC, REST, export and search alike.
  rules: { read: everyone, create: signedIn, update: own('authorId'), remove: own('authorId') },
  creates: ['title'],
  updates: ['title'],
  // Each needs an index in prisma/models/${file}.prisma: \`npm run check\` names one that is missing.
  filters: ['title', 'authorId', 'createdAt'],
  sorts: ['createdAt', 'title'],
  // For search: ['title'], add to the model
  //   /// @sql GENERATED ALWAYS AS ("plinth_search_vector"("title")) STORED
  //   searchVector Unsupported("tsvector")? @default(dbgenerated())
  //   @@index([searchVector], type: Gin, map: "${table}_search_idx")
  // For a trash: add \`removedAt DateTime? @db.Timestamptz(3)\` to the model, \`removal: 'soft'\` here, and \`...${constant}.trash\` beside the verbs.
  // Then \`uniqueWhileLive: ['title']\` makes a title unique among the ${many} outside of the trash.
  derive: ({ actor }) => ({ authorId: requireUserId(actor) }),
})

export const ${record} = { ...${constant}.verbs }
`
}

function testOf({ record, one, many }: Noun): string {
  const label = withArticle(one)
  return `import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { aUser, unique } from '../testing/factories.ts'
import { failureOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const stranger = await aUser(server)
const anyone = server.client().api

test('a person who is signed in makes ${label}, which everyone sees, and its event tells of it', async () => {
  const title = unique('Title ')
  const { id } = await author.api.${record}.create.mutate({ title })
  expect(await anyone.${record}.get.query({ id })).toMatchObject({ id, title, authorId: author.me.id, version: 1 })
  expect(await eventsOf(server, id)).toMatchObject([
    { type: '${record}.created', actorId: author.me.id, after: { title } },
  ])
  expect((await failureOf(anyone.${record}.create.mutate({ title }))).code).toBe('SIGN_IN_REQUIRED')
})

test('${many} are listed by what they are filtered and sorted by', async () => {
  const mark = unique()
  for (const title of [\`B \${mark}\`, \`A \${mark}\`]) await author.api.${record}.create.mutate({ title })
  const { items } = await anyone.${record}.list.query({ filter: { title: { contains: mark } }, sort: ['title'] })
  expect(items.map(({ title }) => title)).toEqual([\`A \${mark}\`, \`B \${mark}\`])
})

test('only who made ${label} changes and removes it; what is refused leaves no event', async () => {
  const { id, version } = await author.api.${record}.create.mutate({ title: unique() })
  const before = await countEvents(server)
  const refused = [
    stranger.api.${record}.update.mutate({ id, version, title: 'Mine' }),
    stranger.api.${record}.remove.mutate({ id }),
  ]
  for (const call of refused) expect((await failureOf(call)).code).toBe('NOT_FOUND')
  expect(await countEvents(server)).toBe(before)

  expect(await author.api.${record}.update.mutate({ id, version, title: 'Other' })).toMatchObject({ title: 'Other', version: 2 })
  expect(await author.api.${record}.remove.mutate({ id })).toEqual({ id })
  expect((await failureOf(anyone.${record}.get.query({ id }))).code).toBe('NOT_FOUND')
})
`
}
