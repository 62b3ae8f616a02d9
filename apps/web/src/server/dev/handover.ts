import { once } from 'node:events'
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import type { Ready, ToServer } from './messages.ts'

/** The side of a server under `npm run dev`, which keeps the port and hands each connection to the newest server. */
export interface Handover {
  /** Lets the server take connections from the program that started it. */
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
    // A client that left before it was handed on has no socket any more.
    if (type === 'connection' && socket instanceof Socket) take(socket)
  })
  process.once('disconnect', () => retired.resolve())
  return {
    alone: alone.promise,
    retired: retired.promise,
    async receive(server) {
      // node:http looks after the connections of a server that listens: time limits, idle ones, closing. So it listens, where nobody asks.
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      take = (socket) => {
        // As node:http sets the sockets that it accepts itself.
        socket.allowHalfOpen = true
        socket.setNoDelay(true)
        server.emit('connection', socket)
      }
    },
    ready: (said) => void process.send?.({ type: 'ready', ...said } satisfies Ready, undefined, undefined, () => {}),
  }
}
