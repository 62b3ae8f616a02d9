import { newId } from '@plinth/core/id'
import { afterAll, afterEach, expect, test } from 'vitest'
import { aUser, type TestUser } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { expectExactQuotas } from '../testing/import-quota.ts'
import { anImport, ended, runToEnd, uploadFile } from '../testing/imports.ts'
import { openUpload } from '../testing/open-upload.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { endSilentUploads } from '../transfer/import/end-upload.ts'

const mebi = 1024 * 1024
const importQuotaBytes = 12 * mebi
const server = await startTestServer({ importQuotaBytes })
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => {
  await expectExactQuotas(server)
})

const header = 'title,description,body,tags\n'
const line = `${'x'.repeat(1_023)}\n`
/** A file of articles of exactly this many bytes. */
const file = (bytes: number) => (header + line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes)
const articles = { resource: 'articles' }

const importsOf = ({ me }: TestUser) =>
  server.rows<{ id: string; state: string; held: number; chunks: number }>(
    `select id, state, "heldBytes" as held, (select count(*)::int from import_chunks where "importId" = imports.id) as chunks
     from imports where "userId" = $1 order by id`,
    [me.id],
  )
const takenBy = async ({ me }: TestUser) => {
  const [found] = await server.rows<{ bytes: string }>('select bytes from import_usage where "userId" = $1', [me.id])
  return found && Number(found.bytes)
}
/** Waits until everything sent is stored, except for an incomplete last piece, and returns the id of the import. */
const untilStored = (user: TestUser, sent: number) =>
  until(`${sent} stored bytes`, async () => {
    const [found] = await server.rows<{ id: string }>(
      `select imports.id from imports join import_chunks on imports.id = "importId" where "userId" = $1 and state = 'uploading'
       group by imports.id having sum(length(content)) >= $2`,
      [user.me.id, sent - 32 * 1024],
    )
    return found?.id
  })
const untilNone = (user: TestUser) => until('no import', async () => (await importsOf(user)).length === 0)
const goneSilent = (id: string, minutes: number) =>
  server.rows(`update imports set "updatedAt" = now() - make_interval(mins => $2) where id = $1`, [id, minutes])

test('many uploads at once in two processes never store more than the quota, at no moment', {
  timeout: 60_000,
}, async () => {
  const user = await aUser(server)
  await using other = await spawnServer(server.databaseUrl, { importQuotaBytes })
  const elsewhere = { client: user.client.copy(other.url) }
  let isUnderWay = true
  const most = { stored: 0, samples: 0 }
  const sampling = (async () => {
    while (isUnderWay) {
      const { stored, taken } = await expectExactQuotas(server)
      expect(stored).toBeLessThanOrEqual(importQuotaBytes)
      expect(taken).toBeLessThanOrEqual(importQuotaBytes)
      most.stored = Math.max(most.stored, stored)
      most.samples++
    }
  })()
  const uploading = Promise.all(
    Array.from({ length: 12 }, (_, nth) => uploadFile(nth % 2 ? user : elsewhere, file(3 * mebi), articles)),
  ).finally(() => {
    isUnderWay = false
  })
  const [answers] = await Promise.all([uploading, sampling])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 413]))
  const kept = answers.filter(({ status }) => status === 201).length
  expect(await takenBy(user)).toBe(kept * 3 * mebi)
  expect(most.samples).toBeGreaterThan(10)
  expect(most.stored).toBeGreaterThan(3 * mebi)
  for (const { id } of await importsOf(user)) await user.api.imports.remove.mutate({ id })
  expect(await takenBy(user)).toBeUndefined()
})

test('the quota can be used to its last byte; beyond it the answer says the limit, what is in use and what to do', async () => {
  const user = await aUser(server)
  const first = await anImport(user, file(9 * mebi), articles)
  await anImport(user, file(3 * mebi - 1_000), articles)
  const refused = await uploadFile(user, file(1_001), articles)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({
    code: 'TOO_LARGE',
    detail: expect.stringMatching(
      new RegExp(`may take ${importQuotaBytes} bytes.*take ${12 * mebi - 1_000} bytes now.*run or remove`),
    ),
  })
  await anImport(user, file(1_000), articles)
  expect(await takenBy(user)).toBe(importQuotaBytes)
  await user.api.imports.remove.mutate({ id: first.id })
  expect(await takenBy(user)).toBe(3 * mebi)
  // Another account has its own quota.
  await anImport(await aUser(server), file(9 * mebi), articles)
})

test('a quota below the step in which it is taken holds for the first file, too', async () => {
  const user = await aUser(server)
  await using small = await startTestServer({ databaseUrl: server.databaseUrl, importQuotaBytes: mebi })
  const client = user.client.copy(small.url)
  expect((await uploadFile({ client }, file(mebi + 1), articles)).status).toBe(413)
  expect((await uploadFile({ client }, file(mebi), articles)).status).toBe(201)
})

test('a file beyond the quota is refused in the middle with an answer, and what was stored of it goes', async () => {
  const user = await aUser(server)
  const refused = await uploadFile(user, file(importQuotaBytes + 8 * mebi), articles)
  expect(await refused.json()).toMatchObject({ status: 413, code: 'TOO_LARGE' })
  expect(await importsOf(user)).toEqual([])
  const upload = openUpload(user.client)
  for (let sent = 0; sent < importQuotaBytes; sent += mebi) await upload.send(file(mebi))
  await untilStored(user, importQuotaBytes)
  await upload.send(file(100_000))
  expect((await upload.end()).status).toBe(413)
  expect(await takenBy(user)).toBeUndefined()
})

test('a client that hangs up, and a file that cannot be read, leave nothing', async () => {
  const user = await aUser(server)
  const upload = openUpload(user.client)
  await upload.send(file(5 * mebi))
  await untilStored(user, 5 * mebi)
  await expectExactQuotas(server)
  upload.hangUp()
  await untilNone(user)
  const broken = Buffer.concat([Buffer.from(file(5 * mebi)), Buffer.from([0xff, 0xff])])
  expect((await uploadFile(user, broken, articles)).status).toBe(400)
  expect((await uploadFile(user, '', articles)).status).toBe(400)
  expect([await importsOf(user), await takenBy(user)]).toEqual([[], undefined])
})

test('an upload whose process was killed counts until it has been silent for minutes; then the next upload ends it', {
  timeout: 60_000,
}, async () => {
  const user = await aUser(server)
  await using other = await spawnServer(server.databaseUrl, { importQuotaBytes })
  const upload = openUpload(user.client.copy(other.url))
  await upload.send(file(9 * mebi))
  const id = await untilStored(user, 9 * mebi)
  await other.kill()
  await expectExactQuotas(server)
  expect(await importsOf(user)).toMatchObject([{ id, state: 'uploading', held: 12 * mebi }])
  await goneSilent(id, 4)
  expect((await uploadFile(user, file(mebi), articles)).status).toBe(413)
  await goneSilent(id, 6)
  const [next] = await Promise.all([0, 1].map(() => anImport(user, file(3 * mebi), articles)))
  expect((await importsOf(user)).map(({ state }) => state)).toEqual(['ready', 'ready'])
  expect(await takenBy(user)).toBe(6 * mebi)
  expect(next?.state).toBe('ready')
  const events = await server.rows('select type, "actorId", before from events where subject = $1 order by id', [id])
  expect(events).toMatchObject([
    { type: 'imports.created' },
    { type: 'imports.removed', actorId: user.me.id, before: { state: 'uploading' } },
  ])
})

test('a sweep ends the silent uploads of all accounts, and no others', async () => {
  const users = await Promise.all([aUser(server), aUser(server), aUser(server)])
  const uploads = users.map(({ client }) => openUpload(client))
  for (const upload of uploads) await upload.send(file(mebi))
  const [first = '', second = '', third = ''] = await Promise.all(users.map((user) => untilStored(user, mebi)))
  await goneSilent(first, 6)
  await goneSilent(second, 6)
  const at = { db: server.database.open(), actor: { type: 'system', name: 'sweep' }, requestId: newId() } as const
  expect(await endSilentUploads(at)).toBe(2)
  expect(await endSilentUploads(at)).toBe(0)
  const left = await Promise.all(users.map(async (user) => (await importsOf(user)).map(({ id }) => id)))
  expect(left).toEqual([[], [], [third]])
  // The uploads were wrongly assumed to be dead: they are still active, and are refused with the next piece.
  for (const upload of uploads) await upload.send(file(mebi))
  const answers = await Promise.all(uploads.map((upload) => upload.end()))
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [409, 'CONFLICT'],
    [409, 'CONFLICT'],
    [201, undefined],
  ])
})

test('what comes of a file is a sign of life', async () => {
  const user = await aUser(server)
  const upload = openUpload(user.client)
  await upload.send(file(100_000))
  const id = await untilStored(user, 100_000)
  await goneSilent(id, 4)
  await upload.send(file(3 * mebi))
  await until('a sign of life', async () => {
    const [found] = await server.rows(
      'select from imports where id = $1 and "updatedAt" > now() - interval \'1 minute\'',
      [id],
    )
    return found
  })
  expect((await upload.end()).status).toBe(201)
})

test('an import that is removed while its file comes ends the upload', async () => {
  const user = await aUser(server)
  const upload = openUpload(user.client)
  await upload.send(file(mebi))
  const id = await untilStored(user, mebi)
  await user.api.imports.remove.mutate({ id })
  expect(await takenBy(user)).toBeUndefined()
  await upload.send(file(mebi))
  const { status, body } = await upload.end()
  expect([status, body.code]).toEqual([409, 'CONFLICT'])
  expect(body.detail).toContain('Upload the file again')
  expect(await importsOf(user)).toEqual([])
})

const rows = (count: number) =>
  header + Array.from({ length: count }, (_, nth) => `Title ${newId()} ${nth},d,b,\n`).join('')

test('a file goes, and its bytes with it, when its import is done, cancelled or undone', async () => {
  const user = await aUser(server)
  const uploaded = await anImport(user, rows(20), articles)
  await runToEnd(user, uploaded, { isDryRun: true })
  expect(await takenBy(user)).toBe(uploaded.bytes)
  await runToEnd(user, uploaded)
  expect(await takenBy(user)).toBeUndefined()
  const failed = await Promise.all(['cancel', 'undo'].map(() => anImport(user, rows(20), articles)))
  for (const { id } of failed)
    await server.rows(`update imports set state = 'failed', problem = '{"during":"running"}' where id = $1`, [id])
  const [first, second] = failed
  expect(await takenBy(user)).toBe(Number(first?.bytes) + Number(second?.bytes))
  await user.api.imports.cancel.mutate({ id: first?.id ?? '' })
  expect(await takenBy(user)).toBe(second?.bytes)
  await user.api.imports.undo.mutate({ id: second?.id ?? '' })
  expect(await takenBy(user)).toBeUndefined()
  expect((await ended(user, second?.id ?? '')).state).toBe('undone')
  const left = new Map((await importsOf(user)).map(({ id, state, chunks }) => [id, [state, chunks]]))
  expect([uploaded, first, second].map((each) => left.get(each?.id ?? ''))).toEqual([
    ['done', 0],
    ['cancelled', 0],
    ['undone', 0],
  ])
})

test('an account that is removed takes its imports along, also one whose file is just coming', async () => {
  const user = await aUser(server)
  await anImport(user, file(2 * mebi), articles)
  const upload = openUpload(user.client)
  await upload.send(file(mebi))
  await untilStored(user, mebi)
  expect(await outcomeOf(user.api.users.remove.mutate({ id: user.me.id }))).toBe('OK')
  expect([await importsOf(user), await takenBy(user)]).toEqual([[], undefined])
  await upload.send(file(mebi))
  expect((await upload.end()).status).toBe(409)
  expect(await takenBy(user)).toBeUndefined()
})
