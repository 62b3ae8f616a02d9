import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createEmptyDatabase } from '@plinth/db/testing/create-test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generated } from '../check/generated.ts'
import { indexes } from '../check/indexes.ts'
import { type RunResult, run } from '../run.ts'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'

// The walk of the README through a new noun, command by command, in a copy of the repository.
const scripts: Readonly<Record<string, string>> = {
  new: 'packages/tooling/src/new.ts',
  db: 'packages/db/src/cli.ts',
}
const parts = new AsyncDisposableStack()
let copy: RepositoryCopy
let databaseUrl = ''
let settings: Readonly<Record<string, string>> = {}
let superuserUrl = ''

beforeAll(async () => {
  copy = parts.use(await copyRepository())
  const database = await createEmptyDatabase()
  parts.defer(database.drop)
  databaseUrl = database.url
  superuserUrl = database.superuserUrl
  settings = { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.ownerUrl }
})

afterAll(() => parts.disposeAsync())

/** `npm run NAME -- ARGS`, without npm. */
function npmRun(name: string, ...args: string[]): Promise<RunResult> {
  // A new migration is compared with in a database of its own.
  const env = args[0] === 'new' ? { DATABASE_URL: superuserUrl } : settings
  return run({ root: copy.root, command: 'node', args: [scripts[name] ?? '', ...args], env })
}

/** The backend of the copy as a process of its own, and its address. */
async function startBackend(): Promise<string> {
  const args = ['packages/api/src/testing/server-process.ts', databaseUrl]
  const child = spawn(process.execPath, args, { cwd: copy.root, stdio: ['pipe', 'pipe', 'inherit'], env: {} })
  const exited = once(child, 'exit')
  parts.defer(async () => {
    child.stdin.end()
    await exited
  })
  const [first] = await Promise.race([once(createInterface(child.stdout), 'line'), exited])
  if (typeof first !== 'string') throw new Error(`The backend of the copy ended with ${first} before it listened.`)
  return first
}

type Row = Record<string, unknown>

/** A browser of few words: it keeps its cookie and speaks JSON. */
function connect(url: string) {
  let cookie = ''
  const send = async (path: string, init: { method: string; body?: unknown }) => {
    const response = await fetch(new URL(path, url), {
      method: init.method,
      headers: { origin: url, cookie, 'content-type': 'application/json' },
      ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    const body = (await response.json()) as { result?: { data: { json: Row } } } // the wire of tRPC
    return { status: response.status, body }
  }
  const call = async (answer: ReturnType<typeof send>) => {
    const { status, body } = await answer
    expect(status, JSON.stringify(body)).toBe(200)
    if (!body.result) throw new Error(`${status} without a result.`)
    return body.result.data.json
  }
  return {
    send,
    query: (path: string, json: unknown) =>
      call(send(`/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json }))}`, { method: 'GET' })),
    mutate: (path: string, json: unknown) => call(send(`/api/trpc/${path}`, { method: 'POST', body: { json } })),
  }
}

/** Each command of the walk starts a process of its own, on machines that may be busy. */
const walkTimeoutMs = 300_000

test('a noun that is there, or a bad name, is refused and leaves no file', { timeout: walkTimeoutMs }, async () => {
  const before = await readdir(join(copy.root, 'packages/api/src/features'))
  for (const [name, told] of [
    ['articles', 'There are articles already, in prisma/models/articles.prisma.'],
    ['sessions', 'There are sessions already'],
    ['article-tags', 'The model ArticleTag, or its table article_tags, stands in prisma/models/tags.prisma already.'],
    ['Books', 'npm run new -- reading-lists'],
  ] as const) {
    const { exitCode, output } = await npmRun('new', name)
    expect(exitCode, name).toBe(1)
    expect(output).toContain(told)
    expect(output).not.toContain('    at ')
  }
  expect(await readdir(join(copy.root, 'packages/api/src/features'))).toEqual(before)
})

test('new books, db new add-books, and the doors of books are open', { timeout: walkTimeoutMs }, async () => {
  const written = await npmRun('new', 'books')
  expect(written).toMatchObject({ exitCode: 0 })
  expect(written.output).toContain('npm run db -- new add-books\n  npm run dev\n')
  for (const path of ['prisma/models/books.prisma', 'packages/api/src/features/books.test.ts'])
    expect(existsSync(join(copy.root, path)), path).toBe(true)
  expect(await readFile(join(copy.root, 'packages/api/src/registry.ts'), 'utf8')).toContain('books: typeof books')

  const migration = await npmRun('db', 'new', 'add-books')
  expect(migration.output).toContain('CREATE TABLE "books"')
  expect(migration.output).toContain('It locks and loses nothing that is there.')
  expect((await npmRun('db', 'new', 'add-books')).output).toContain('nothing was written')
  expect(await npmRun('db', 'migrate')).toMatchObject({ exitCode: 0 })

  const url = await startBackend()
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

  // The same rows and the same rules over REST.
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
  expect(await run({ root: copy.root, command: 'biome', args: style })).toMatchObject({ exitCode: 0 })
  expect(await generated.run(copy.root)).toEqual([])
  expect((await indexes.run(copy.root)).filter((problem) => problem.startsWith('books'))).toEqual([])
  for (const name of ['core', 'db', 'platform'])
    await run({ root: copy.root, command: 'tsc', args: ['--project', `packages/${name}`, '--checkers', '1'] })
  const args = ['--project', 'packages/api', '--noEmit', '--checkers', '1', '--pretty', 'false']
  const { output } = await run({ root: copy.root, command: 'tsc', args })
  expect(output.split('\n').filter((line) => /books|registry|generated/.test(line))).toEqual([])
})
