import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@plinth/db/testing/free-port'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copySources, type DevProcess, type SourceCopy, spawnDev } from './testing/dev-process.ts'

// One `npm run dev` for all tests: each changes the sources, and checks the answers of the server.
/** On a busy machine a server needs many times the second or two that it usually takes. */
const limitMs = 300_000
const parts = new AsyncDisposableStack()
let copy: SourceCopy
let dev: DevProcess
const asked = { count: 0, failures: [] as string[] }
let isOver = false
let asking = Promise.resolve()

const feature = 'packages/api/src/features/tags.ts'
/** The source of the feature of tags, with a verb that answers this text. */
const withVerb = (source: string, verb: string, text: string) =>
  source.replace(
    'export const tags = {',
    `export const tags = {\n  ${verb}: read({ rule: everyone, input: z.void(), output: z.literal('${text}'), run: async () => '${text}' as const }),`,
  )

beforeAll(async () => {
  copy = parts.use(await copySources())
  // A fresh clone: there are no declarations, and an editor still finds the types.
  expect(await problemsOf('list')).toBe('')
  expect(await problemsOf('report')).toContain("Property 'report' does not exist")
  dev = parts.use(spawnDev(copy.root, { PORT: await freePort(), CONDUIT: 'off', LOG_LEVEL: 'warn' }))
  await until('answer', async () => (await answerOf('articles.list?input=%7B%22json%22%3A%7B%7D%7D')).status === 200)
  asking = keepAsking()
}, limitMs)

afterAll(async () => {
  isOver = true
  await asking
  await parts.disposeAsync()
})

async function answerOf(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${dev.url}/api/trpc/${path}`).catch((error: Error) => error)
  if (answer instanceof Error) return { status: 0, text: String(answer.cause) }
  return { status: answer.status, text: await answer.text() }
}

/** A client that sends a request every 20 ms: none is refused, whatever happens to the sources. */
async function keepAsking(): Promise<void> {
  while (!isOver) {
    const { status, text } = await answerOf('tags.list?input=%7B%22json%22%3A%7B%7D%7D')
    asked.count++
    if (status === 0 || status >= 500) asked.failures.push(`${status} ${text}`)
    await pause(20)
  }
}

async function until(what: string, isDone: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 120_000
  while (!(await isDone())) {
    if (Date.now() > deadline || dev.child.exitCode !== null)
      throw new Error(`The server did not ${what}. It printed:\n${dev.output()}`)
    await pause(20)
  }
}

const untilAnswers = (verb: string, text: string) =>
  until(`answer ${text}`, async () => (await answerOf(verb)).text.includes(`"${text}"`))
const untilGone = (verb: string) => until(`lose ${verb}`, async () => (await answerOf(verb)).status === 404)

test('a file is read again however it is saved', { timeout: limitMs }, async () => {
  const source = await copy.read(feature)
  await copy.replace(feature, withVerb(source, 'said', 'one'))
  await untilAnswers('tags.said', 'one')
  for (const [from, to] of [
    ['one', 'two'],
    ['two', 'three'],
  ] as const) {
    await copy.run('sed', ['-i', `s/'${from}'/'${to}'/g`, feature])
    await untilAnswers('tags.said', to)
  }
  await copy.write(feature, withVerb(source, 'said', 'four'))
  await untilAnswers('tags.said', 'four')
  await copy.run('git', ['checkout', '--quiet', feature])
  await untilGone('tags.said')
})

test('two saves within 20 ms end with the second', { timeout: limitMs }, async () => {
  const source = await copy.read(feature)
  await copy.replace(feature, withVerb(source, 'said', 'five'))
  await pause(10)
  await copy.replace(feature, withVerb(source, 'said', 'six'))
  await untilAnswers('tags.said', 'six')
  // A server that is still starting is replaced by the next one.
  await copy.replace(feature, withVerb(source, 'said', 'seven'))
  await pause(300)
  await copy.replace(feature, withVerb(source, 'said', 'eight'))
  await untilAnswers('tags.said', 'eight')
  expect(dev.output()).not.toContain('ERR_IPC_CHANNEL_CLOSED')
})

test('a syntax error is shown, the server goes on as it was, and the repair is read', {
  timeout: limitMs,
}, async () => {
  const source = await copy.read(feature)
  await copy.replace(feature, source.replace('export const tags = {', 'export const tags = {{'))
  await until('show the error', () => /tags\.ts[\s\S]*The server goes on as it was/.test(dev.output()))
  expect((await answerOf('tags.said')).text).toContain('"eight"')
  await copy.replace(feature, source.replaceAll('eight', 'nine'))
  await untilAnswers('tags.said', 'nine')
})

test('a new feature file is there over HTTP, and is gone when it is removed', { timeout: limitMs }, async () => {
  const source = `import { everyone } from '@plinth/core/rule'
import { z } from 'zod'
import { read } from '../kit/procedure.ts'

export const greetings = {
  say: read({ rule: everyone, input: z.void(), output: z.string(), run: async () => 'good day' }),
}
`
  await copy.write('packages/api/src/features/greetings.ts', source)
  await untilAnswers('greetings.say', 'good day')
  await rm(join(copy.root, 'packages/api/src/features/greetings.ts'))
  await untilGone('greetings.say')
})

test('the pages compile against a new verb as soon as its declaration is written', { timeout: limitMs }, async () => {
  const source = await copy.read(feature)
  const declared = () => copy.read('packages/api/dist/features/tags.d.ts').catch(() => '')
  await until('write declarations', async () => (await declared()).includes('list:'))
  expect(await problemsOf('report')).toContain("Property 'report' does not exist")
  await copy.replace(feature, withVerb(source, 'report', 'ready'))
  await until('write the declaration', async () => (await declared()).includes('report:'))
  expect(await problemsOf('report')).toBe('')
})

/** The compiler's errors for a file among the pages that uses this verb. */
async function problemsOf(verb: string): Promise<string> {
  await copy.write(
    'apps/web/src/client/planted.ts',
    `import type { AppRouter, inferRouterOutputs } from '@plinth/api'

export type Planted = inferRouterOutputs<AppRouter>['tags']['${verb}']
`,
  )
  const config = { extends: './tsconfig.json', compilerOptions: { incremental: false, tsBuildInfoFile: null } }
  await copy.write(
    'apps/web/planted.json',
    JSON.stringify({ ...config, include: [], files: ['src/client/planted.ts'] }),
  )
  const said = await copy
    .run('tsc', ['--project', 'apps/web/planted.json', '--checkers', '1', '--pretty', 'false'])
    .then(
      () => '',
      (error: Error) => error.message,
    )
  return said
    .split('\n')
    .filter((line) => line.startsWith('apps/web/'))
    .join('\n')
}

test('a model without its migration is told once, with the command', { timeout: limitMs }, async () => {
  const model = 'prisma/models/places.prisma'
  await copy.replace(model, (await copy.read(model)).replace(/^}/m, '  motto String?\n}'))
  await until('name the command', () => dev.output().includes('npm run db -- new NAME'))
})

test('through all of this no request was refused or failed', () => {
  expect(asked.failures).toEqual([])
  expect(asked.count).toBeGreaterThan(100)
  expect(dev.output()).not.toMatch(/ERR_(?!INVALID_TYPESCRIPT_SYNTAX)/)
})
