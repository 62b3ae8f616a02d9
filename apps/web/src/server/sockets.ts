import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Follows every connection of a server, also those that node:http no longer counts: upgraded and half-open ones. The answer destroys them all. */
export function followSockets(server: Server): () => void {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => {
    for (const socket of sockets) socket.destroy()
  }
}
