import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy to a database that a test can interrupt, as a broken network or a stopped Postgres would. */
export interface DatabaseProxy extends AsyncDisposable {
  /** The address of the same database through the proxy. */
  readonly url: string
  /** Breaks every connection and accepts no new one. */
  cut(): Promise<void>
  restore(): Promise<void>
  /** Stops all traffic on the open connections without closing them, as when a cable is unplugged. */
  freeze(): void
}

export async function openDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const port = target.port || '5432'
  // A Unix socket is given as a folder in the query parameter `host`.
  const folder = target.searchParams.get('host')
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = folder === null ? connect(Number(port), target.hostname) : connect(`${folder}/.s.PGSQL.${port}`)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    const { port: taken } = server.address() as AddressInfo // a listening TCP server has an address of this type
    return taken
  }
  const taken = await listen(0)
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const url = new URL(databaseUrl)
  url.searchParams.delete('host')
  url.host = `127.0.0.1:${taken}`
  const freeze = () => {
    for (const socket of sockets) socket.unpipe().pause()
  }
  return {
    url: url.href,
    cut,
    freeze,
    restore: () => listen(taken).then(() => undefined),
    [Symbol.asyncDispose]: cut,
  }
}
