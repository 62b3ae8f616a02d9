import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBackend } from '@plinth/api/backend'
import { testPasswordCost } from '@plinth/api/testing/backend-server'
import { captureLog } from '@plinth/api/testing/captured-log'
import { PageTurns } from '@plinth/bounds/page-turns'
import { createPlinthServer, type ServerOptions } from '../../server.ts'
import type { ReadinessChecks } from '../health.ts'
import { hostCheck } from '../hosts.ts'

type Page = (req: IncomingMessage, res: ServerResponse) => Promise<void>

export interface Given extends Partial<Omit<ServerOptions, 'logger'>> {
  page?: Page
  url?: string
  sweepEveryMs?: number
}

/** The server as the start program composes it, with a page handler in place of Next's. */
export async function startWebOn(databaseUrl: string, given: Given = {}) {
  await using parts = new AsyncDisposableStack()
  const log = captureLog()
  const { isSecure = false, isDev = false, page = async (_req, res) => void res.end('a page') } = given
  const { server, open, drain } = createPlinthServer({
    logger: log.logger,
    isSecure,
    isDev,
    proxies: { count: 1 },
    isKnownHost: hostCheck({}),
    pageTurns: new PageTurns(),
  })
  server.keepAliveTimeout = 0 // no idle connection is ended while a test may just be sending on it
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server that listens has one
  parts.defer(() => drain({ idleMs: 0, patienceMs: 0 }))
  const backend = await createBackend({
    databaseUrl: given.url ?? databaseUrl,
    connections: 5,
    isSecure,
    acts: { signUp: 1_000 },
    passwordCost: testPasswordCost,
    isDev,
    authSecret: 'a secret of thirty-two characters',
    logger: log.logger,
    ...(given.sweepEveryMs !== undefined && { sweepEveryMs: given.sweepEveryMs }),
  })
  parts.defer(() => backend.close())
  const readiness: ReadinessChecks = {
    database: async () => (await backend.database.pool.query('select 1')).rowCount === 1,
    migrations: async () => true,
  }
  const start = (checks = readiness) => open({ trpc: backend.trpc, rest: backend.rest, page, readiness: checks })
  const running = parts.move()
  return { url, log, backend, start, drain, server, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
