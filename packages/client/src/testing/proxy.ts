import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy to a server that can lose answers. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** How many connections were opened. */
  readonly connections: number
  /** Breaks the next `count` connections as soon as the server begins to answer: the request was executed, but its answer is lost. */
  loseAnswers(count: number): void
}

/** Opens a proxy in front of the server at this address. */
export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let connections = 0
  let losses = 0
  const server = createServer((near) => {
    connections++
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (chunk) => {
      if (losses === 0) return void near.write(chunk)
      losses--
      near.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo // a listening TCP server has an address of this type
  return {
    url: `http://127.0.0.1:${taken}`,
    get connections() {
      return connections
    },
    loseAnswers: (count) => {
      losses = count
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
