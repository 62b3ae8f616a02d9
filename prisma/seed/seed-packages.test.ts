import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createDatabase, type DatabaseSource } from '@plinth/db/database'
import { createPool } from '@plinth/db/pool'
import { createTestDatabase, type TestDatabase } from '@plinth/db/testing/create-test-database'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { seedPackages } from './seed-packages.ts'
import { summarize } from './summary.ts'

let testDatabase: TestDatabase
let source: DatabaseSource

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  source = createDatabase(createPool({ url: testDatabase.url }))
})

afterAll(async () => {
  await source.close()
  await testDatabase.drop()
})

const quiet = () => undefined

async function repositoryOf(files: Record<string, string | Uint8Array>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'plinth-seed-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

const packageJson = (name: string, fields: object = {}) => JSON.stringify({ name, version: '1.0.0', ...fields })

async function counts() {
  const { rows } = await source.pool.query(
    `select (select count(*)::int from articles) as articles, (select count(*)::int from users) as users,
       (select count(*)::int from events) as events, (select count(*)::int from tags) as tags`,
  )
  return rows[0]
}

test('a package becomes an article with its tags, its author and their events, and is skipped with a reason when it cannot', async () => {
  const root = await repositoryOf({
    'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
    'packages/one/package.json': packageJson('ours'),
    'packages/one/README.md': 'Ours is no dependency.',
    'packages/one/node_modules/deep/package.json': packageJson('deep', {
      author: { name: 'Ada L.', email: 'ADA@example.com' },
    }),
    'packages/one/node_modules/deep/readme.markdown': '# deep',
    'node_modules/.bin/README.md': 'not a package',
    'node_modules/@scope/tool/package.json': packageJson('@scope/tool', {
      description: `  ${'d'.repeat(600)}`,
      author: 'Ada <ada@example.com>',
      keywords: ['Alpha', 'beta', 'alpha'],
      repository: 'acme/tool',
    }),
    'node_modules/@scope/tool/README.md': '# Tool\n\n[more](docs/more.md)',
    'node_modules/@scope/tool/node_modules/scope-tool/package.json': packageJson('scope-tool', {
      author: 'Ada',
      keywords: ['beta'],
    }),
    'node_modules/@scope/tool/node_modules/scope-tool/README': 'Ünïcode 文字 🎉',
    'node_modules/deep/package.json': packageJson('deep', { author: 'Ada <ada@example.com>' }),
    'node_modules/deep/README.md': '# deep',
    'node_modules/silent/package.json': packageJson('silent'),
    'node_modules/empty/package.json': packageJson('empty', { author: 'Ada' }),
    'node_modules/empty/README.md': ' \n',
    'node_modules/long/package.json': packageJson('long', { author: 'Ada' }),
    'node_modules/long/README.md': 'x'.repeat(200_001),
    'node_modules/latin/package.json': packageJson('latin', { author: 'Ada' }),
    'node_modules/latin/README.md': Uint8Array.of(0x61, 0xe9, 0x62),
    'node_modules/zero/package.json': packageJson('zero', { author: 'Ada' }),
    'node_modules/zero/README.md': 'a\0b',
    'node_modules/nobody/package.json': packageJson('nobody'),
    'node_modules/nobody/README.md': 'Nobody wrote this.',
    'node_modules/broken/package.json': '{',
  })
  const seeded = await seedPackages(source.open(), root, quiet)
  expect(seeded).toMatchObject({ added: 3, addedAuthors: 1, copies: 1 })
  expect(seeded.skipped.map(({ title, reason }) => `${title.replace(root, '')}: ${reason}`).toSorted()).toEqual([
    '/node_modules/broken: has no package.json with a name and a version',
    'empty 1.0.0: README is empty',
    'latin 1.0.0: README is not UTF-8 text',
    'long 1.0.0: README is longer than 200,000 characters',
    'nobody 1.0.0: names no author',
    'silent 1.0.0: has no README',
    'zero 1.0.0: holds a character that cannot be stored (U+0000)',
  ])
  const { rows: articles } = await source.pool.query(
    `select title, slug, description, body, "publishedAt" = articles."createdAt" as "isPublished", username, email,
       array(select tags.name from article_tags join tags on tags.id = "tagId" where "articleId" = articles.id order by position) as tags
     from articles join users on users.id = "authorId" order by articles."createdAt"`,
  )
  const ada = { username: 'ada', email: 'ada@example.com', isPublished: true }
  expect(articles).toEqual([
    {
      ...ada,
      title: '@scope/tool 1.0.0',
      slug: expect.stringMatching(/^scope-tool-1-0-0-[0-9a-f]{12}$/),
      description: 'd'.repeat(500),
      body: '# Tool\n\n[more](https://github.com/acme/tool/blob/HEAD/docs/more.md)',
      tags: ['alpha', 'beta'],
    },
    {
      ...ada,
      title: 'deep 1.0.0',
      slug: expect.stringMatching(/^deep-1-0-0-[0-9a-f]{12}$/),
      description: '',
      body: '# deep',
      tags: [],
    },
    {
      ...ada,
      title: 'scope-tool 1.0.0',
      slug: expect.stringMatching(/^scope-tool-1-0-0-[0-9a-f]{12}$/),
      description: '',
      body: 'Ünïcode 文字 🎉',
      tags: ['beta'],
    },
  ])
  const { rows: events } = await source.pool.query(
    `select type, "actorType", "actorId", before, after, coalesce(title, username) as subject
     from events left join articles on articles.id = subject left join users on users.id = subject order by 1, 6`,
  )
  expect(events).toHaveLength(4)
  expect(events[0]).toMatchObject({
    type: 'articles.created',
    actorType: 'system',
    actorId: null,
    before: null,
    after: { slug: articles[0].slug, title: '@scope/tool 1.0.0', tags: ['alpha', 'beta'], version: 1 },
    subject: '@scope/tool 1.0.0',
  })
  expect(events[3]).toMatchObject({
    type: 'users.created',
    actorType: 'system',
    subject: 'ada',
    after: { username: 'ada', isOperator: false },
  })
  expect((await source.pool.query('select from passwords')).rowCount).toBe(0)

  const before = await counts()
  expect(await seedPackages(source.open(), root, quiet)).toMatchObject({ added: 0, addedAuthors: 0 })
  expect(await counts()).toEqual(before)
})

test('an account that has the name or the address of an author stays its own', async () => {
  await source.pool.query(
    `insert into users (id, email, name, username) values (gen_random_uuid(), 'grace@example.com', 'Grace', 'grace')`,
  )
  const root = await repositoryOf({
    'package.json': '{}',
    'node_modules/compiler/package.json': packageJson('compiler', { author: 'Grace <grace@example.com>' }),
    'node_modules/compiler/README.md': '# compiler',
  })
  expect(await seedPackages(source.open(), root, quiet)).toMatchObject({ added: 1, addedAuthors: 1 })
  const { rows } = await source.pool.query(
    `select username, email from articles join users on users.id = "authorId" where title = 'compiler 1.0.0'`,
  )
  expect(rows).toEqual([
    {
      username: expect.stringMatching(/^grace-[0-9a-f]{6}$/),
      email: expect.stringMatching(/^[0-9a-f-]{36}@packages\.invalid$/),
    },
  ])
  expect(await seedPackages(source.open(), root, quiet)).toMatchObject({ added: 0, addedAuthors: 0 })
})

test('the dependencies of this repository are seeded once, however often', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const told: string[] = []
  const first = await seedPackages(source.open(), root, (what, count, total) => told.push(`${what} ${count} ${total}`))
  expect(first.added).toBeGreaterThan(200)
  expect(told.at(-1)).toBe(`written ${first.added} ${first.added}`)
  const before = await counts()
  const second = await seedPackages(source.open(), root, quiet)
  expect(second).toMatchObject({ added: 0, addedAuthors: 0, copies: first.copies, skipped: first.skipped })
  expect(second.documents).toHaveLength(first.added)
  expect(await counts()).toEqual(before)
  expect(summarize(second, 1_000)).toContain(
    `0 articles by 0 new authors added in 1.0 s, ${first.added} already there.`,
  )
})
