import { readFile } from 'node:fs/promises'
import { everyone } from '@plinth/core/rule'
import { serverLog } from '@plinth/db/testing/create-test-database'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { tags } from '../features/tags.ts'
import { captureLog } from '../testing/captured-log.ts'
import { aProgram, aUser, unique } from '../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../testing/scratch-model.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { restPath } from './rest/base-path.ts'
import { routes } from './rest/routes.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** A secret that no log line may contain. */
function secret(): string {
  const made = unique('a secret that is kept ').replaceAll(' ', '-')
  server.log.keepSecret(made)
  return made
}

interface Asked {
  path: string
  input: object
  headers?: Record<string, string>
}

const post = (client: TestClient, path: string, { body, headers }: { body: object; headers: Asked['headers'] }) =>
  client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const transports: Readonly<Record<string, (client: TestClient, asked: Asked) => Promise<Response>>> = {
  tRPC: (client, { path, input, headers }) => post(client, `/api/trpc/${path}`, { body: { json: input }, headers }),
  REST: (client, { path, input, headers }) => {
    const template = routes.find((route) => route.path === path)?.template
    return post(client, `${restPath}${template}`, { body: input, headers })
  },
}

/** The statuses of the requests, once the log contains a line for each. */
async function logged(calls: readonly Promise<Response>[]): Promise<number[]> {
  const answers = await Promise.all(calls)
  for (const { headers } of answers) await server.lineOf(String(headers.get('x-request-id')))
  return answers.map(({ status }) => status)
}

for (const [transport, send] of Object.entries(transports)) {
  test(`passwords, tokens, cookies and headers stand in no line of the log, whatever comes of a call over ${transport}`, async () => {
    const user = await aUser(server, { password: secret() })
    const { email } = user.me
    const program = await aProgram(server, user)
    const signIn = (input: object) => send(server.client(), { path: 'sessions.signIn', input })
    const change = (client: TestClient, input: object, headers?: Record<string, string>) =>
      send(client, { path: 'users.changePassword', input, ...(headers && { headers }) })
    const wrong = { currentPassword: secret(), newPassword: secret() }

    const mine = send(program, { path: 'users.update', input: { version: user.me.version } })
    expect(await logged([mine, signIn({ email, password: user.password })])).toEqual([200, 200])
    const changing = change(user.client, { currentPassword: user.password, newPassword: secret() })
    expect(await logged([changing])).toEqual([200])

    const cookie = `plinth-session=${secret()}; other=${secret()}`
    const refused = [
      signIn({ email, password: secret() }),
      signIn({ email: 'none', password: secret(), [secret()]: secret() }),
      change(user.client, wrong),
      change(server.client(), wrong, { authorization: `Bearer ${secret()}` }),
      change(server.client(), wrong, { authorization: `Basic ${secret()}` }),
      change(server.client(), wrong, { cookie }),
    ]
    expect(await logged(refused)).toEqual([401, 400, 401, 401, 401, 401])

    // When this constraint fails, Postgres reports the whole row.
    await server.rows('alter table passwords add constraint never check (false) not valid')
    await server.rows('alter table sessions add constraint never check (false) not valid')
    const faults = () => server.log.lines.filter(({ msg, err }) => msg === 'fault' && err?.message.includes('"never"'))
    const before = faults().length
    try {
      const input = { name: 'X', email: `${unique()}@example.com`, password: secret() }
      const again = server.client({ cookies: new Map([['plinth-session', secret()]]) })
      const failed = [send(again, { path: 'users.signUp', input, headers: { authorization: `Bearer ${secret()}` } })]
      expect(await logged(failed)).toEqual([500])
    } finally {
      await server.rows('alter table passwords drop constraint never')
      await server.rows('alter table sessions drop constraint never')
    }
    await until('the line of the fault', async () => (faults().length > before ? true : undefined))
    server.log.assertNoSecrets()
  })
}

test('an address that is taken, and what else the database refuses, stand in no log: not in ours, not in that of Postgres', async () => {
  const email = `${unique()}@example.com`
  server.log.keepSecret(email)
  const input = { name: 'X', email, password: secret() }
  const signUp = (more: object) =>
    transports.tRPC?.(server.client(), { path: 'users.signUp', input: { ...input, ...more } })
  expect((await signUp({}))?.status).toBe(200)
  expect((await signUp({ email: email.toUpperCase() }))?.status).toBe(409)
  // An internal fault: first the table refuses every row, then it does not exist.
  await server.rows('alter table users add constraint never check (false) not valid')
  expect((await signUp({ email: `other-${email}` }))?.status).toBe(500)
  await server.rows('alter table users drop constraint never')
  await server.rows(`create function refuse_user() returns trigger language plpgsql as $$ begin raise 'no %', new.email; end $$;
    create trigger refused before insert on users for each row execute function refuse_user()`)
  expect((await signUp({ email: `other-${email}` }))?.status).toBe(500)
  await server.rows('drop trigger refused on users')
  const { database } = server
  const call = database.prisma.user.create({ data: { email, name: 'X', username: 5 } as never }) // wrong on purpose
  await call.catch((err: unknown) => server.log.logger.error({ err }, 'a wrong call of Prisma'))
  await until('the lines of the faults', async () =>
    server.log.lines.filter(({ msg }) => msg === 'a wrong call of Prisma').length === 1 ? true : undefined,
  )
  server.log.assertNoSecrets()
  const said = await readFile(serverLog(), 'utf8')
  expect(said).toContain('ready to accept connections')
  expect(said.toLowerCase()).not.toContain(email.toLowerCase())
})

test('the error that a page gets has nothing hanging on it that the page could print', async () => {
  const user = await aUser(server)
  await server.rows('alter table tags rename to hidden')
  const run = runnerOf({ list: tags.list as never }, contextFor(server, user)) // a procedure of the product, whose types the test does not need
  const error = await run('list', {}).catch((failure: unknown) => failure)
  await server.rows('alter table hidden rename to tags')
  expect(error).toMatchObject({ cause: { code: 'INTERNAL', cause: undefined } })
})

test('the value of a secret field stands in no line of the log', async () => {
  const model = scratchModel('Vault', { ...scratchBase, secret: scratchColumn('String', 'text') })
  await createTable(server, model)
  const declared = declareScratch({
    name: 'vaults',
    model: 'Vault',
    tenancy: 'global',
    labels: { one: 'vault', many: 'vaults', title: 'id' },
    fields: { id: true, secret: { isSecret: true, schema: z.string().max(60) }, version: true },
    rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
    creates: ['secret'],
    updates: ['secret'],
  })
  const { logger } = server.log
  const context = contextFor(server, await aUser(server), {
    procedures: [],
    actor: '',
    error: undefined,
    sql: undefined,
    fault: (err, procedure) => logger.error({ procedure, err }, 'fault'),
  })
  const run = runnerOf(declared.verbs, context)
  const { id } = await run('create', { secret: secret() })
  expect(await codeOf(run('update', { id, version: 1, secret: secret() }))).toBe('OK')
  expect(await codeOf(run('update', { id, version: 1, secret: secret() }))).toBe('CONFLICT')
  expect(await codeOf(run('create', { secret: `${secret()} ${'x'.repeat(60)}` }))).toBe('INVALID_INPUT')
  await server.rows('alter table vaults add constraint never check (false) not valid')
  expect(await codeOf(run('create', { secret: secret() }))).toBe('INTERNAL')
  expect(await codeOf(run('update', { id, version: 2, secret: secret() }))).toBe('INTERNAL')
  expect(server.log.lines.filter(({ procedure }) => procedure === 'create' || procedure === 'update')).toHaveLength(2)
  server.log.assertNoSecrets()
})

test('a secret in a line is seen', () => {
  const log = captureLog()
  log.keepSecret('a planted secret')
  log.logger.info({ body: { title: 'with a planted secret in it' } }, 'request')
  expect(() => log.assertNoSecrets()).toThrow('A line of the log holds a secret')
})
