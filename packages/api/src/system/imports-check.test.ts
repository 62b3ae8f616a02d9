import { newId } from '@plinth/core/id'
import { afterAll, expect, test } from 'vitest'
import { anOperator, aUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { anImport, ended, runToEnd } from '../testing/imports.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** Articles that each have a unique tag and a shared one. */
const articles = (count: number, word: string) =>
  [
    'title,description,body,tags',
    ...Array.from({ length: count }, (_, nth) => `${word} ${nth},d,b,"${word}${nth}, ${word}"`),
  ].join('\n')
const atWork = (user: Parameters<typeof ended>[0], id: string) =>
  until('the work', async () => {
    const found = await user.api.imports.get.query({ id })
    return found.position > 0 || undefined
  })

test('a check that waits with one batch holds nothing of the batches before it', async () => {
  const word = unique('w').toLowerCase()
  // The first batch has 50 rows, later ones at most 100.
  const rows = 120
  await using last = await hold(server, 'insert into tags (id, name) values ($1, $2)', [newId(), `${word}${rows - 1}`])
  const checker = await aUser(server)
  const { id, mapping } = await anImport(checker, articles(rows, word), { resource: 'articles' })
  await checker.api.imports.run.mutate({ id, mapping, isDryRun: true })
  await untilBlocked(server)
  // The slug and the tag of the first row: a statement that waits for one of them fails with TIMEOUT.
  const other = await aUser(server)
  const text = { title: `${word} 0`, description: 'd', body: 'b', tags: [`${word}0`] }
  expect(await outcomeOf(other.api.articles.create.mutate(text))).toBe('OK')
  expect((await checker.api.imports.get.query({ id })).state).toBe('checking')
  await last[Symbol.asyncDispose]()
  expect(await ended(checker, id)).toMatchObject({ state: 'checked', created: rows, failed: 0 })
  expect(await server.rows('select from articles where "authorId" = $1', [checker.me.id])).toEqual([])
})

test('a person has one import at work; another one is refused until it has ended', async () => {
  const user = await aUser(server)
  const [first, second] = await Promise.all(
    [1, 2].map((nth) => anImport(user, articles(2_000, unique(`n${nth}`)), { resource: 'articles' })),
  )
  if (!first || !second) throw new Error('Two imports were made.')
  const begin = ({ id, mapping }: typeof first) =>
    outcomeOf(user.api.imports.run.mutate({ id, mapping, isDryRun: true }))
  expect((await Promise.all([begin(first), begin(second)])).toSorted()).toEqual(['CONFLICT', 'OK'])
  const [working] = await server.rows<{ id: string }>(
    `select id from imports where state = 'checking' and "userId" = $1`,
    [user.me.id],
  )
  await user.api.imports.cancel.mutate({ id: working?.id ?? '' })
  expect(await begin(working?.id === first.id ? second : first)).toBe('OK')
})

test('a check finds rows that are in the way of each other in different batches, and rows that are found again', async () => {
  const operator = await anOperator(server)
  const many = Array.from({ length: 900 }, (_, nth) => `Place ${nth},DE,${nth / 100},1`)
  const twice = ['name,country,latitude,longitude', ...many, ...many.slice(0, 5), 'New,DE,1,1'].join('\n')
  const checked = await runToEnd(operator, await anImport(operator, twice), { isDryRun: true })
  expect(checked).toMatchObject({ state: 'checked', created: 901, failed: 5 })
  expect((await operator.api.imports.errors.query({ id: checked.id })).items[0]).toMatchObject({
    row: 901,
    code: 'ALREADY_EXISTS',
  })
  const header = 'code,name,country,region,latitude,longitude'
  const coded = (region: string, count: number) =>
    Array.from({ length: count }, (_, nth) => `DE:${nth}:1:P,P,DE,${region},${nth / 100},1`)
  const again = [header, ...coded('01', 700), ...coded('02', 4), ...coded('02', 2)].join('\n')
  const uploaded = await anImport(operator, again)
  const found = await runToEnd(operator, uploaded, { isDryRun: true, matchBy: 'code' })
  const done = await runToEnd(operator, found, { matchBy: 'code' })
  const counts = ({ created, updated, unchanged, failed }: typeof done) => ({ created, updated, unchanged, failed })
  expect(counts(found)).toEqual(counts(done))
  expect(await server.rows('select from import_keys where "importId" in ($1, $2)', [checked.id, found.id])).toEqual([])
})

test('an import ends when the session that began it ends, and goes on from there in another', async () => {
  const user = await aUser(server)
  const uploaded = await anImport(user, articles(3_000, unique('s')), { resource: 'articles' })
  await user.api.imports.run.mutate({ id: uploaded.id, mapping: uploaded.mapping })
  await atWork(user, uploaded.id)
  await server.rows('delete from sessions where "userId" = $1', [user.me.id])
  const stopped = await until('its end', async () => {
    const [found] = await server.rows<{ state: string; problem: { code: string } | null; position: number }>(
      'select state::text, problem, position from imports where id = $1',
      [uploaded.id],
    )
    return found?.state === 'running' ? undefined : found
  })
  expect(stopped).toMatchObject({ state: 'failed', problem: { code: 'SIGN_IN_REQUIRED', during: 'running' } })
  expect(stopped.position).toBeLessThan(3_000)
})
