import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { Listener, type ListenerOptions } from './listener.ts'
import { createPool } from './pool.ts'
import { createTestDatabase } from './testing/create-test-database.ts'
import { openDatabaseProxy } from './testing/database-proxy.ts'

const { url, drop } = await createTestDatabase()
const pool = createPool({ url })
afterAll(() => pool.end().then(drop))

const notify = (channel: string, payload: string) => pool.query('select pg_notify($1, $2)', [channel, payload])

/** A listener that records its notifications, and is stopped at the end of the test. */
function listen(channels: readonly string[], options: Partial<ListenerOptions> = {}) {
  const heard: string[] = []
  const errors: Error[] = []
  const listener = new Listener({ url, onError: (error) => void errors.push(error), ...options }, channels)
  listener.on('notification', (channel, payload) => void heard.push(`${channel}: ${payload}`))
  listener.on('up', () => void heard.push('up'))
  listener.on('down', () => void heard.push('down'))
  return { listener, heard, errors, [Symbol.asyncDispose]: () => listener.stop() }
}

/** Sends notifications until one is received: then all earlier ones have been received too. */
async function settle(heard: readonly string[], channel: string): Promise<void> {
  const mark = crypto.randomUUID()
  await notify(channel, mark)
  await expect.poll(() => heard.at(-1), { interval: 2 }).toBe(`${channel}: ${mark}`)
}

test('it hears its channels in order, from the moment that it has started', async () => {
  await using one = listen(['first', `it's "odd"`])
  expect(one.listener.isUp).toBe(false)
  await one.listener.start()
  expect(one.listener.isUp).toBe(true)
  await notify('first', 'a')
  await notify('other', 'not heard')
  await notify(`it's "odd"`, 'b')
  await notify('first', '')
  await settle(one.heard, 'first')
  expect(one.heard.slice(0, -1)).toEqual(['up', 'first: a', `it's "odd": b`, 'first: '])
})

test('it hears what is committed and nothing that is rolled back', async () => {
  await using one = listen(['tx'])
  await one.listener.start()
  const client = await pool.connect()
  await client.query(`begin; select pg_notify('tx', 'lost'); rollback`)
  await client.query(`begin; select pg_notify('tx', 'kept')`)
  await settle(one.heard, 'tx')
  expect(one.heard).toHaveLength(2)
  await client.query('commit')
  client.release()
  await settle(one.heard, 'tx')
  expect(one.heard).toContain('tx: kept')
  expect(one.heard).not.toContain('tx: lost')
})

test('when its connection is ended it says that it is down, and joins again', async () => {
  await using one = listen(['again'])
  await one.listener.start()
  const down = once(one.listener, 'down')
  const up = once(one.listener, 'up')
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plinth-listener' and datname = current_database()`,
  )
  await down
  await up
  await settle(one.heard, 'again')
  expect(one.heard.slice(0, 3)).toEqual(['up', 'down', 'up'])
  expect(one.errors).toHaveLength(1)
})

test('it starts when the database comes, and comes back whenever it does', async () => {
  await using proxy = await openDatabaseProxy(url)
  await proxy.cut()
  await using one = listen(['later'], { url: proxy.url })
  const started = one.listener.start()
  await expect.poll(() => one.errors.length, { interval: 2 }).toBeGreaterThan(1)
  expect(one.listener.isUp).toBe(false)
  await proxy.restore()
  await started
  await settle(one.heard, 'later')
  for (let round = 0; round < 2; round++) {
    await proxy.cut()
    await expect.poll(() => one.listener.isUp, { interval: 2 }).toBe(false)
    await proxy.restore()
    await expect.poll(() => one.listener.isUp, { interval: 2, timeout: 5_000 }).toBe(true)
    await settle(one.heard, 'later')
  }
  expect(one.heard.filter((each) => each === 'up' || each === 'down')).toEqual(['up', 'down', 'up', 'down', 'up'])
})

test('a connection that is silent and not closed is found out by the heartbeat', async () => {
  await using proxy = await openDatabaseProxy(url)
  await using one = listen(['silent'], { url: proxy.url, heartbeatMs: 50 })
  await one.listener.start()
  await settle(one.heard, 'silent')
  const down = once(one.listener, 'down')
  proxy.freeze()
  await down
  expect(one.errors[0]?.message).toContain('does not answer')
  await expect.poll(() => one.listener.isUp, { interval: 2, timeout: 5_000 }).toBe(true)
  await settle(one.heard, 'silent')
})

test('a stopped listener is down, hears nothing and does not come back', async () => {
  const one = listen(['stopped'])
  await one.listener.start()
  await one.listener.stop()
  expect(one.listener.isUp).toBe(false)
  await using other = listen(['stopped'])
  await other.listener.start()
  await settle(other.heard, 'stopped')
  expect(one.heard).toEqual(['up'])
  expect(one.errors).toEqual([])
  const { rowCount } = await pool.query(
    `select from pg_stat_activity where application_name = 'plinth-listener' and datname = current_database()`,
  )
  expect(rowCount).toBe(1)
})

test('one that never reached the database can be stopped', async () => {
  await using proxy = await openDatabaseProxy(url)
  await proxy.cut()
  const one = listen(['never'], { url: proxy.url })
  void one.listener.start()
  await expect.poll(() => one.errors.length, { interval: 2 }).toBeGreaterThan(0)
  await one.listener.stop()
  const failures = one.errors.length
  await proxy.restore()
  await using other = listen(['never'], { url: proxy.url })
  await other.listener.start()
  expect(one.errors).toHaveLength(failures)
  expect(one.listener.isUp).toBe(false)
})
