import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Answer {
  status: number
  /** Decoded on demand: most answers are only counted. */
  body(): string
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/**
 * One keep-alive connection with one request at a time. It does as little as possible, because it runs beside the measured server: a full HTTP
 * client costs as much as the floor.
 */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  /** Size of the whole answer; Infinity for a chunked one; undefined until its headers have arrived. */
  #expected: number | undefined
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (data) => this.#take(data))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection within an answer.')))
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket)
  }

  send(request: string): Promise<Answer> {
    this.#socket.write(request)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }

  #take(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data])
    this.#expected ??= sizeOf(this.#received)
    if (this.#expected === undefined) return
    const isChunked = this.#expected === Infinity
    // Answers are JSON, which contains no raw line breaks, so this can only be the last chunk.
    const isWhole = isChunked ? this.#received.subarray(-5).equals(lastChunk) : this.#received.length >= this.#expected
    if (!isWhole) return
    const answer = this.#received
    this.#received = Buffer.alloc(0)
    this.#expected = undefined
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({ status: Number(answer.toString('latin1', 9, 12)), body: () => bodyOf(answer, isChunked) })
  }
}

const lastChunk = Buffer.from('0\r\n\r\n')
const endOfHead = '\r\n\r\n'

function sizeOf(received: Buffer): number | undefined {
  const end = received.indexOf(endOfHead)
  if (end < 0) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.toString('latin1', 0, end))?.[1]
  return length === undefined ? Infinity : end + endOfHead.length + Number(length)
}

function bodyOf(answer: Buffer, isChunked: boolean): string {
  let rest = answer.subarray(answer.indexOf(endOfHead) + endOfHead.length)
  if (!isChunked) return rest.toString()
  const parts: Buffer[] = []
  for (;;) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.toString('latin1', 0, end), 16)
    if (size === 0) return Buffer.concat(parts).toString()
    parts.push(rest.subarray(end + 2, end + 2 + size))
    rest = rest.subarray(end + 2 + size + 2)
  }
}
