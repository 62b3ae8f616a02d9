import type { ServerResponse } from 'node:http'

/** A response of which the client has read nothing for this long is cut, and its memory is freed. */
export const stallMs = 25_000

/**
 * Ends the connection of a client that does not read its response, whatever sends it. Node restarts the timer whenever bytes are sent, even in
 * the middle of a large piece, so a client that reads slowly is served. While there is nothing to send, the work continues: only bytes that
 * wait count. An idle connection has no response in progress and has a time limit of its own.
 */
export function watchProgress(res: ServerResponse, afterMs: number): void {
  res.setTimeout(afterMs)
  // With a listener, Node does not end the connection itself.
  res.on('timeout', () => {
    const { socket } = res
    if (socket && socket.writableLength > 0) socket.destroy()
    else socket?.setTimeout(afterMs)
  })
}
