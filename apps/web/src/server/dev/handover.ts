import { once } from 'node:events'
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import type { Ready, ToServer } from './messages.ts'

/** The server's side under `npm run dev`: the parent program keeps the port and passes each connection to the newest server. */
export interface Handover {
  /** Makes the server accept connections from the program that started it. */
  receive(server: Server): Promise<void>
  ready(said: Omit<Ready, 'type'>): void
  /** Settles when the servers before this one have ended: then Next's folder is free. */
  readonly alone: Promise<void>
  /** Settles when a newer server answers, or when the program that started this one has ended. */
  readonly retired: Promise<void>
}

export function openHandover(): Handover {
  const alone = Promise.withResolvers<void>()
  const retired = Promise.withResolvers<void>()
  let take = (socket: Socket): void => void socket.destroy()
  process.on('message', ({ type }: ToServer, socket: unknown) => {
    if (type === 'alone') alone.resolve()
    if (type === 'retire') retired.resolve()
    // A client that left before it was passed on no longer has a socket.
    if (type === 'connection' && socket instanceof Socket) take(socket)
  })
  process.once('disconnect', () => retired.resolve())
  return {
    alone: alone.promise,
    retired: retired.promise,
    async receive(server) {
      // node:http manages the connections only of a listening server: time limits, idle ones, closing. So it listens, at an address that nobody uses.
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      take = (socket) => {
        // As node:http configures the sockets that it accepts itself.
        socket.allowHalfOpen = true
        socket.setNoDelay(true)
        server.emit('connection', socket)
      }
    },
    ready: (said) => void process.send?.({ type: 'ready', ...said } satisfies Ready, undefined, undefined, () => {}),
  }
}
