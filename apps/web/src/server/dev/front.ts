import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { ToServer } from './messages.ts'

/** The port that accepts connections while servers start and end. */
export interface Front {
  /** Passes connections to this server from now on, waiting ones first. */
  open(server: ChildProcess): void
  /** Makes connections wait for the next server. */
  hold(): void
  /** Refuses connections, because there is no server and none will start without a change by the developer. */
  refuse(): void
  close(): void
}

const refusal = 'The server could not start: see the terminal of npm run dev.\n'
const refused = `HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: ${refusal.length}\r\nconnection: close\r\n\r\n${refusal}`

/**
 * Keeps the port open. A connection is passed to the server unread, so that the server sees the address of its client.
 * @throws Error of `listen`, such as EADDRINUSE
 */
export async function openFront({ port, host }: { port: number; host: string }): Promise<Front> {
  let server: ChildProcess | undefined
  let isRefusing = false
  let waiting: Socket[] = []

  function take(socket: Socket): void {
    if (isRefusing) socket.end(refused)
    else if (server?.connected) give(server, socket)
    else waiting.push(socket)
  }
  function give(to: ChildProcess, socket: Socket): void {
    to.send({ type: 'connection' } satisfies ToServer, socket, undefined, (error) => {
      // It has ended meanwhile: the next one gets the connection.
      if (error && !socket.destroyed) waiting.push(socket)
    })
  }
  function takeWaiting(): void {
    const those = waiting
    waiting = []
    for (const socket of those) take(socket)
  }

  const listening = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {}) // a client that left while it waited
    take(socket)
  })
  listening.listen(port, host)
  await once(listening, 'listening')
  return {
    open(next) {
      server = next
      isRefusing = false
      takeWaiting()
    },
    hold() {
      server = undefined
      isRefusing = false
    },
    refuse() {
      server = undefined
      isRefusing = true
      takeWaiting()
    },
    close() {
      listening.close()
      for (const socket of waiting) socket.destroy()
    },
  }
}
