import { createPool } from '@plinth/db/pool'
import { asOwner, createTestDatabase } from '@plinth/db/testing/create-test-database'
import { type BackendServer, type BackendServerOptions, startBackendServer } from './backend-server.ts'
import type { LogLine } from './captured-log.ts'
import { connect, type TestClient, type TestClientOptions } from './test-client.ts'
import { until } from './until.ts'

/** The backend over HTTP, with its own database. On disposal, no line of its log may contain a secret. */
export interface TestServer extends BackendServer {
  readonly databaseUrl: string
  client(options?: TestClientOptions): TestClient
  /** The log line of the request with this id; it is written shortly after the answer. */
  lineOf(requestId: string): Promise<LogLine>
  /** Runs plain SQL as the owner of the tables, and returns the rows. */
  rows<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
}

/** Starts a server; without `databaseUrl` on a new database, which is dropped with it. */
export async function startTestServer(options: Partial<BackendServerOptions> = {}): Promise<TestServer> {
  await using parts = new AsyncDisposableStack()
  let { databaseUrl } = options
  if (databaseUrl === undefined) {
    const { url, drop } = await createTestDatabase()
    parts.defer(drop)
    databaseUrl = url
  }
  const backend = parts.use(await startBackendServer({ ...options, databaseUrl }))
  const { url, log } = backend
  const owner = parts.adopt(createPool({ url: asOwner(databaseUrl), maxConnections: 5 }), (pool) => pool.end())
  const rows: TestServer['rows'] = async (text, values) => (await owner.query(text, values)).rows
  parts.defer(async () => {
    const hashes = await rows<{ hash: string }>(
      `select "tokenHash" as hash from sessions union all select "hash" from passwords union all select "tokenHash" from one_time_tokens`,
    )
    for (const { hash } of hashes) log.keepSecret(hash)
    log.assertNoSecrets()
  })
  const running = parts.move()
  return {
    ...backend,
    databaseUrl,
    rows,
    client: (given = {}) => connect(url, { keepSecret: log.keepSecret, ...given }),
    lineOf: (requestId) =>
      until(`the line of request ${requestId}`, () =>
        log.lines.find((line) => line.msg === 'request' && line.requestId === requestId),
      ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
