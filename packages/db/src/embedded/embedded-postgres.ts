import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { serverAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { ensureDatabase } from './first-database.ts'
import { launch } from './launch.ts'
import { type Layout, layoutOf, openDataDir, openSocketDir, socketUrl } from './layout.ts'
import { type Lock, lockDataDir } from './lock.ts'
import { clearOrphan } from './orphan.ts'
import { type Postmaster, startPostmaster } from './postmaster.ts'
import { openServerLog, type ServerLog } from './server-log.ts'
import { availableMemoryBytes, type PostgresSettings, renderSettings, serverSettings } from './settings.ts'
import { DatabaseStartError } from './start-error.ts'

export interface EmbeddedPostgresOptions {
  /** Made when there is none. Postgres's own files go to `postgres/` in it. */
  dataDir: string
  /** Settings of Postgres that go before ours. */
  settings?: PostgresSettings
  /** Told in words what happens. */
  log?: (line: string) => void
}

interface Running {
  url: string
  lock: Lock
  serverLog: ServerLog
  postmaster: Postmaster
}

/** The Postgres that comes with npm: a real server behind a private Unix socket, which lives and dies with this process. */
export class EmbeddedPostgres {
  readonly #layout: Layout
  readonly #settings: PostgresSettings
  readonly #log: (line: string) => void
  #running: Promise<Running> | undefined

  constructor(options: EmbeddedPostgresOptions) {
    this.#layout = layoutOf(resolve(options.dataDir))
    this.#settings = { ...serverSettings(availableMemoryBytes()), ...options.settings }
    this.#log = options.log ?? (() => undefined)
  }

  /** Starts the server, recovering from whatever an earlier run left. Throws `DatabaseStartError`. */
  async start(): Promise<{ url: string }> {
    this.#running ??= this.#start()
    try {
      return { url: (await this.#running).url }
    } catch (error) {
      this.#running = undefined
      throw error
    }
  }

  /** Ends open sessions, stops the server and gives the data folder free. */
  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    this.#running = undefined
    if (!running) return
    await running.postmaster.stop()
    running.serverLog.close()
    running.lock.release()
  }

  async #start(): Promise<Running> {
    await openDataDir(this.#layout.dataDir)
    const lock = lockDataDir(this.#layout)
    try {
      const serverLog = openServerLog(this.#layout.serverLog)
      const postmaster = await this.#startServer(serverLog)
      const url = socketUrl(this.#layout.socketDir, 'plinth')
      await ensureDatabase(this.#layout.socketDir)
      lock.announce(url)
      void postmaster.exited.then(() => {
        if (this.#running) this.#log(`Postgres ended by itself. Its log: ${serverLog.path}`)
      })
      return { url, lock, serverLog, postmaster }
    } catch (error) {
      lock.release()
      throw error
    }
  }

  async #startServer(serverLog: ServerLog): Promise<Postmaster> {
    const { dataDir, cluster, socketDir } = this.#layout
    const [binaries, account] = await Promise.all([findBinaries(), serverAccount(cluster)])
    await Promise.all([ensureCluster({ cluster, initdb: binaries.initdb, account }), openSocketDir(socketDir, account)])
    await clearOrphan(this.#layout, this.#log)
    const config = join(cluster, 'plinth.conf')
    await writeFile(config, renderSettings(this.#settings))
    const quotedDir = `"${socketDir.replaceAll('"', '""')}"`
    const own = {
      config_file: config,
      listen_addresses: '',
      unix_socket_directories: quotedDir,
      unix_socket_permissions: '0700',
      port: 5432,
    }
    const flags = Object.entries(own).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const program = await launch([binaries.postgres, '-D', cluster, ...flags], account, dataDir)
    const deadlineMs = performance.now() + startPatienceMs
    for (;;) {
      const postmaster = await startPostmaster(program, serverLog.descriptor)
      if (await postmaster.isReady(cluster, deadlineMs)) return postmaster
      await postmaster.stop()
      const said = await serverLog.tail()
      // The last processes of a killed server take a moment to notice that it is gone.
      const isTransient = /pre-existing shared memory block/.test(said) && performance.now() < deadlineMs
      if (!isTransient) throw startFailed(said, serverLog.path)
      await delay(100)
    }
  }
}

// Long enough to replay what a crash left to replay.
const startPatienceMs = 120_000

function startFailed(said: string, path: string): DatabaseStartError {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.filter((line) => /FATAL|PANIC|ERROR|error/.test(line)).slice(-2)
  const quoted = (telling.length > 0 ? telling : lines.slice(-2)).join(' ') || 'nothing'
  return new DatabaseStartError(
    'DATABASE_START_FAILED',
    `Postgres did not start. It said: ${quoted} (its log: ${path})`,
  )
}
