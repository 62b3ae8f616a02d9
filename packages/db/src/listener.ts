import { EventEmitter, once } from 'node:events'
import pg from 'pg'

export interface ListenerOptions {
  url: string
  /** The interval at which the connection is checked, and the maximum time for its answer. */
  heartbeatMs?: number
  onError?: (error: Error) => void
}

interface ListenerEvents {
  notification: [channel: string, payload: string]
  /** The connection is up and listens on every channel. */
  up: []
  /** Notifications may be missed from now on, until the next `up`. */
  down: []
}

/** LISTEN on a dedicated connection, which is reopened whenever it breaks. */
export class Listener extends EventEmitter<ListenerEvents> {
  #options: ListenerOptions
  #channels: readonly string[]
  #client: pg.Client | undefined
  #isUp = false
  #isStopped = false
  #retryMs = 50
  #timer: NodeJS.Timeout | undefined

  constructor(options: ListenerOptions, channels: readonly string[]) {
    super()
    this.#options = options
    this.#channels = channels
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Connects, and resolves at the first `up`; after a failure it keeps trying in the background. */
  async start(): Promise<void> {
    const up = once(this, 'up')
    void this.#connect()
    await up
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#isUp = false
    await this.#client?.end().catch(() => undefined)
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'plinth-listener',
    })
    this.#client = client
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('The listening connection ended.')))
    client.on('notification', ({ channel, payload }) => this.emit('notification', channel, payload ?? ''))
    try {
      await client.connect()
      for (const channel of this.#channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
    } catch (error) {
      this.#lost(client, error instanceof Error ? error : new Error(String(error)))
      return
    }
    if (this.#isStopped) return void client.end()
    this.#retryMs = 50
    this.#isUp = true
    this.emit('up')
    this.#beat(client)
  }

  #beat(client: pg.Client): void {
    const heartbeatMs = this.#options.heartbeatMs ?? 5_000
    this.#timer = setTimeout(() => {
      const late = setTimeout(
        () => this.#lost(client, new Error('The listening connection does not answer.')),
        heartbeatMs,
      )
      client.query('SELECT 1').then(
        () => {
          clearTimeout(late)
          if (client === this.#client && this.#isUp) this.#beat(client)
        },
        () => clearTimeout(late), // 'error' and 'end' handle the rest
      )
    }, heartbeatMs)
    this.#timer.unref()
  }

  #lost(client: pg.Client, error: Error): void {
    if (client !== this.#client) return
    this.#client = undefined
    client.end().catch(() => undefined)
    clearTimeout(this.#timer)
    if (this.#isUp) this.emit('down')
    this.#isUp = false
    if (this.#isStopped) return
    this.#options.onError?.(error)
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs)
    this.#timer.unref()
    this.#retryMs = Math.min(this.#retryMs * 2, 2_000)
  }
}
