import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

/** A position in a file, from 0. */
export interface FilePlace {
  readonly uri: string
  readonly range: { readonly start: { readonly line: number; readonly character: number } }
}

/** A TypeScript language server, used as by an editor (LSP over stdio). */
export class LanguageServer implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  #received: Buffer = Buffer.alloc(0)
  #ids = 0

  private constructor(root: string) {
    const program = join(root, 'node_modules/typescript/bin/tsc')
    this.#child = spawn(process.execPath, [program, '--lsp', '--stdio'], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The language server has ended.'))
    })
  }

  static async start(root: string): Promise<LanguageServer> {
    const server = new LanguageServer(root)
    const rootUri = pathToFileURL(root).href
    await server.#ask('initialize', { processId: process.pid, rootUri, capabilities: {} })
    server.#send({ method: 'initialized', params: {} })
    return server
  }

  open(path: string, text: string): void {
    const textDocument = { uri: pathToFileURL(path).href, languageId: 'typescript', version: 1, text }
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } })
  }

  /** The definitions that an editor finds for the first occurrence of `word` in an open file. */
  async definitionOf(path: string, text: string, word: string): Promise<FilePlace[]> {
    const before = text.slice(0, text.indexOf(word)).split('\n')
    const position = { line: before.length - 1, character: (before.at(-1) ?? '').length }
    const params = { textDocument: { uri: pathToFileURL(path).href }, position }
    const found = await this.#ask('textDocument/definition', params)
    return [found].flat().filter((place) => place !== null) as FilePlace[] // by the protocol: one, several or null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill()
    await exited
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#ids
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#send({ id, method, params })
    return answer
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, end).toString())?.[1])
      if (this.#received.length < end + 4 + length) return
      const text = this.#received.subarray(end + 4, end + 4 + length).toString()
      this.#received = this.#received.subarray(end + 4 + length)
      this.#receive(JSON.parse(text))
    }
  }

  #receive({
    id,
    method,
    result,
    error,
  }: {
    id?: number
    method?: string
    result?: unknown
    error?: { message: string }
  }): void {
    if (id === undefined) return
    // The server's own requests, such as for the editor's settings, get an empty answer.
    if (method !== undefined) {
      this.#send({ id, result: null })
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result)
  }
}
