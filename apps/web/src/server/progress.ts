import type { ServerResponse } from 'node:http'

/** An answer of which the client has taken nothing for so long is cut, and what it holds in memory is freed. */
export const stallMs = 25_000

/**
 * Ends the connection of a client that does not read its answer, whatever sends it. Node starts the timer anew whenever bytes leave, also in
 * the middle of a large piece, so a client that reads slowly is served. While there is nothing to send, the work goes on: only bytes that
 * wait count. An idle connection has no answer and keeps its own time.
 */
export function watchProgress(res: ServerResponse, afterMs: number): void {
  res.setTimeout(afterMs)
  // With a listener Node does not end the connection by itself.
  res.on('timeout', () => {
    const { socket } = res
    if (socket && socket.writableLength > 0) socket.destroy()
    else socket?.setTimeout(afterMs)
  })
}
