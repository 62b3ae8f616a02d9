import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { access, chmod, chown, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { poll } from '../embedded/poll.ts'
import { openDatabaseProxy } from './database-proxy.ts'
import { freePort } from './free-port.ts'
import { scratchFolder } from './scratch.ts'

const candidates = [
  '/usr/sbin/pgbouncer',
  '/usr/bin/pgbouncer',
  '/usr/local/bin/pgbouncer',
  '/opt/homebrew/bin/pgbouncer',
]

/** The PgBouncer installed on this machine; undefined if there is none. */
export async function findPgbouncer(): Promise<string | undefined> {
  for (const path of candidates) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}

export interface Pgbouncer extends AsyncDisposable {
  /** The address of the database through the pooler. */
  readonly url: string
}

/** Starts PgBouncer in transaction mode in front of a database, with few connections: each transaction may use another one. */
export async function startPgbouncer(program: string, databaseUrl: string): Promise<Pgbouncer> {
  // The folder of the test server's socket is accessible only to its user.
  const proxy = await openDatabaseProxy(databaseUrl)
  const target = new URL(proxy.url)
  const folder = await scratchFolder()
  const port = await freePort()
  const name = target.pathname.slice(1)
  const quoted = (value: string) => `'${decodeURIComponent(value).replaceAll("'", "''")}'`
  const config = join(folder, 'pgbouncer.ini')
  await writeFile(
    config,
    `[databases]
${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${quoted(target.username)} password=${quoted(target.password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
`,
  )
  // PgBouncer refuses to run as root.
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    await chmod(folder, 0o755)
    await chmod(config, 0o644)
    await chown(folder, nobody, nobody)
  }
  const child = spawn(program, [config], { stdio: 'ignore', ...(isRoot && { uid: nobody, gid: nobody }) })
  const exited = once(child, 'exit')
  const url = `postgresql://${target.username}@127.0.0.1:${port}/${name}`
  await answers(url, exited)
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const nobody = 65_534

async function answers(url: string, exited: Promise<unknown[]>): Promise<void> {
  let problem: unknown
  const connects = async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      return true
    } catch (error) {
      problem = error
      return undefined
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const ended = exited.then(() => undefined)
  const isUp = await Promise.race([poll(performance.now() + 10_000, 20, connects), ended])
  if (!isUp) throw new Error('PgBouncer does not answer.', { cause: problem })
}
