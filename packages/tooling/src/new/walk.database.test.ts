import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generated } from '../check/generated.ts'
import { indexes } from '../check/indexes.ts'
import { run } from '../run.ts'
import { connect, startWalk, type Walk, walkTimeoutMs } from '../testing/noun-walk.ts'

// The README's walk through a new noun, command by command, in a copy of the repository.
let walk: Walk

/** A noun with features that `new` does not generate: a required relation, an e-mail address, creation only by operators, a trash, an action. */
const loanModel = `model Loan {
  id        String    @id @db.Uuid
  articleId String    @db.Uuid
  email     String    @unique
  note      String    @default("")
  createdAt DateTime  @default(now()) @db.Timestamptz(3)
  updatedAt DateTime  @default(now()) @db.Timestamptz(3)
  removedAt DateTime? @db.Timestamptz(3)
  version   Int       @default(1)

  article Article @relation(fields: [articleId], references: [id], onDelete: Cascade)

  @@index([articleId])
  @@map("loans")
}
`
const loanFeature = `import { any, byUser, operator } from '@plinth/core/rule'
import { z } from 'zod'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { article } from './articles.ts'

const ofAuthor = byUser<RuleRow<'Loan'>>((userId) => ({ article: { is: { authorId: { equals: userId } } } }))

const loan = resource({
  name: 'loans',
  model: 'Loan',
  tenancy: 'global',
  labels: { one: 'loan', many: 'loans', title: 'email' },
  fields: {
    id: true,
    article: one(article, ['id', 'title'], { isNullable: true, isRequired: true, isWritable: true }),
    email: { kind: 'email' },
    note: true,
    version: true,
  },
  rules: { read: any(ofAuthor, operator), create: operator, update: operator, remove: operator },
  creates: ['article', 'email', 'note'],
  updates: ['article', 'email', 'note'],
  removal: 'soft',
  conflicts: { loans_email_key: { field: 'email', message: 'This address has a loan.' } },
})

export const loans = {
  ...loan.verbs,
  ...loan.trash,
  giveBack: loan.action({
    verb: 'giveBack',
    event: 'givenBack',
    rule: operator,
    input: z.strictObject({ note: z.string().min(3).max(100) }),
    run: ({ input, set }) => set({ note: input.note }),
  }),
}
`

beforeAll(async () => {
  walk = await startWalk()
})

afterAll(() => walk[Symbol.asyncDispose]())

test('a noun that is there, or a bad name, is refused and leaves no file', { timeout: walkTimeoutMs }, async () => {
  const before = await readdir(join(walk.copy.root, 'packages/api/src/features'))
  for (const [name, told] of [
    ['articles', 'There are articles already, in prisma/models/articles.prisma.'],
    ['sessions', 'There are sessions already'],
    ['article-tags', 'The model ArticleTag, or its table article_tags, stands in prisma/models/tags.prisma already.'],
    ['Books', 'npm run new -- reading-lists'],
  ] as const) {
    const { exitCode, output } = await walk.npmRun('new', name)
    expect(exitCode, name).toBe(1)
    expect(output).toContain(told)
    expect(output).not.toContain('    at ')
  }
  expect(await readdir(join(walk.copy.root, 'packages/api/src/features'))).toEqual(before)
})

test('new books, db new add-books, and books are there over tRPC and REST', { timeout: walkTimeoutMs }, async () => {
  await walk.copy.write('prisma/models/loans.prisma', loanModel)
  await walk.copy.edit('prisma/models/articles.prisma', '  author ', '  loans Loan[]\n  author ')
  await walk.copy.write('packages/api/src/features/loans.ts', loanFeature)
  const written = await walk.npmRun('new', 'books')
  expect(written).toMatchObject({ exitCode: 0 })
  expect(written.output).toContain('npm run db -- new add-books\n  npm run dev\n')
  for (const path of ['prisma/models/books.prisma', 'packages/api/src/features/books.test.ts'])
    expect(existsSync(join(walk.copy.root, path)), path).toBe(true)
  expect(await readFile(join(walk.copy.root, 'packages/api/src/registry.ts'), 'utf8')).toContain('books: typeof books')

  const migration = await walk.npmRun('db', 'new', 'add-books')
  expect(migration.output).toContain('CREATE TABLE "books"')
  expect(migration.output).toContain('It locks and loses nothing that is there.')
  expect((await walk.npmRun('db', 'new', 'add-books')).output).toContain('nothing was written')
  expect(await walk.npmRun('db', 'migrate')).toMatchObject({ exitCode: 0 })

  const url = await walk.startBackend()
  const [author, anyone] = [connect(url), connect(url)]
  const me = await author.mutate('users.signUp', {
    name: 'Mary Shelley',
    email: 'mary@example.com',
    password: 'correct horse battery',
  })
  const { id } = await author.mutate('books.create', { title: 'Frankenstein' })
  expect(await anyone.query('books.get', { id })).toMatchObject({ title: 'Frankenstein', authorId: me.id, version: 1 })
  const page = await anyone.query('books.list', { filter: { title: { contains: 'stein' } }, sort: ['-title'] })
  expect(page.items).toMatchObject([{ id, title: 'Frankenstein' }])
  const refused = await anyone.send('/api/trpc/books.update', {
    method: 'POST',
    body: { json: { id, version: 1, title: 'Mine' } },
  })
  expect(refused.status).toBe(401)

  // The same rows and the same rules apply over REST.
  const found = await anyone.send(`/api/v1/books/${id}`, { method: 'GET' })
  expect(found).toMatchObject({ status: 200, body: { id, title: 'Frankenstein', authorId: me.id, version: 1 } })
  const listed = await anyone.send('/api/v1/books?filter[title][contains]=stein&sort=-title', { method: 'GET' })
  expect(listed).toMatchObject({ status: 200, body: { items: [{ id }] } })
  const added = await author.send('/api/v1/books', { method: 'POST', body: { title: 'The Last Man' } })
  expect(added).toMatchObject({ status: 201, body: { title: 'The Last Man', version: 1 } })
  expect(await anyone.send('/api/v1/books', { method: 'POST', body: { title: 'Mine' } })).toMatchObject({ status: 401 })
  const described = await anyone.send('/api/v1/openapi.json', { method: 'GET' })
  expect(described.body).toHaveProperty(['paths', '/books/{id}'])
})

test('what was written passes the checks as it is', { timeout: walkTimeoutMs }, async () => {
  const files = ['books.ts', 'books.test.ts'].map((name) => `packages/api/src/features/${name}`)
  const style = ['ci', '--colors=off', '--error-on-warnings', ...files]
  expect(await run({ root: walk.copy.root, command: 'biome', args: style })).toMatchObject({ exitCode: 0 })
  expect(await generated.run(walk.copy.root)).toEqual([])
  expect((await indexes.run(walk.copy.root)).filter((problem) => problem.startsWith('books'))).toEqual([])
  for (const name of ['core', 'db', 'platform'])
    await run({ root: walk.copy.root, command: 'tsc', args: ['--project', `packages/${name}`, '--checkers', '1'] })
  const args = ['--project', 'packages/api', '--noEmit', '--checkers', '1', '--pretty', 'false']
  const { output } = await run({ root: walk.copy.root, command: 'tsc', args })
  expect(output.split('\n').filter((line) => /books|registry|generated/.test(line))).toEqual([])
})

test('the tests that call every procedure know books and loans without a word of them', {
  timeout: walkTimeoutMs,
}, async () => {
  const files = ['access-rules', 'access', 'writes', 'history-access', 'transports/rest/contract'].map(
    (name) => `packages/api/src/${name}.test.ts`,
  )
  const args = ['run', '--reporter=verbose', '--testNamePattern', '\\b(books|loans)\\b', ...files]
  const { exitCode, output } = await run({ root: walk.copy.root, command: 'vitest', args })
  expect(exitCode, output).toBe(0)
  for (const name of [
    'books.update answers each caller as its rule says',
    'loans.giveBack: who may',
    'loans.purge and its event commit together or not at all',
    'POST /loans is as the contract says, with its example',
  ])
    expect(output).toContain(name)
})
