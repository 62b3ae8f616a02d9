import { resolve } from 'node:path'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { closeSocketDir, type Layout, layoutOf, openDataDir } from './layout.ts'
import { lockDataDir } from './lock.ts'
import { openServerLog } from './server-log.ts'
import { setUp } from './set-up.ts'
import { availableMemoryBytes, type PostgresSettings, serverSettings } from './settings.ts'
import { superviseServer } from './supervisor.ts'

export interface EmbeddedPostgresOptions {
  /** Created if it does not exist. Postgres's own files are in its subfolder `postgres/`. */
  dataDir: string
  /** Settings of Postgres that override ours. */
  settings?: PostgresSettings
  /** Called with progress messages. */
  log?: (line: string) => void
}

interface Running {
  urls: EmbeddedUrls
  stop(): Promise<void>
}

/** The Postgres installed by npm: a full server behind a private Unix socket, which starts and stops with this process. */
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

  /** Starts the server, and recovers from any state that an earlier run left. Throws `DatabaseStartError`. */
  async start(): Promise<EmbeddedUrls> {
    this.#running ??= this.#start()
    try {
      return (await this.#running).urls
    } catch (error) {
      this.#running = undefined
      throw error
    }
  }

  /** Ends open sessions, stops the server and releases the data folder. */
  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    this.#running = undefined
    await running?.stop()
  }

  async #start(): Promise<Running> {
    await openDataDir(this.#layout.dataDir)
    // Undone in reverse order, by stop() or when a later step fails.
    await using steps = new AsyncDisposableStack()
    const lock = steps.adopt(lockDataDir(this.#layout), (held) => held.release())
    const serverLog = steps.adopt(openServerLog(this.#layout.serverLog), (opened) => opened.close())
    steps.defer(() => closeSocketDir(this.#layout))
    const server = await superviseServer({ layout: this.#layout, settings: this.#settings, serverLog, log: this.#log })
    steps.defer(() => server.stop())
    const urls = await setUp(this.#layout)
    lock.announce(this.#layout.socketDir)
    const kept = steps.move()
    return { urls, stop: () => kept.disposeAsync() }
  }
}
