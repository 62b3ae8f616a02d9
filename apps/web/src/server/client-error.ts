import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { restPath } from '@plinth/api/transports/rest/base-path'
import { errorTable } from '@plinth/core/errors'

/** Requests that node:http could not read, by its error codes. */
const answers: Readonly<Record<string, { status: string; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    detail:
      'The address and the headers of the request are too long together: expected at most 16 kB. Send a long query as a POST.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    detail: 'The request did not arrive in time. Send it again.',
  },
}

const malformed = { status: '400 Bad Request', detail: 'The request cannot be read: expected HTTP/1.1.' }

/** Answers a request that is too long or malformed for node:http with a problem document instead of an empty body, and closes the socket. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const { status, detail } = answers[error.code ?? ''] ?? malformed
    const problem = {
      type: `${restPath}/problems/invalid-input`,
      title: errorTable.INVALID_INPUT.message,
      status: Number.parseInt(status, 10),
      detail,
      code: 'INVALID_INPUT',
    }
    const body = JSON.stringify(problem)
    const head = `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
    socket.end(head + body, () => socket.destroy())
  })
}
