import type { IncomingMessage } from 'node:http'
import { type Compressed, compressed, encodingFor } from '../compress.ts'
import { etagOf } from './etag.ts'

/** A text that is the same for every request: it is compressed once for each encoding, even if many requests arrive at the same moment. */
export class ConstantText {
  readonly text: string
  readonly etag: string
  readonly #bodies = new Map<string | undefined, Promise<Compressed>>()

  constructor(text: string) {
    this.text = text
    this.etag = etagOf(text, undefined)
  }

  /** The body in the encoding that the request accepts. */
  body(req: IncomingMessage): Promise<Compressed> {
    const encoding = encodingFor(req, this.text)
    let body = this.#bodies.get(encoding)
    if (!body) {
      body = compressed(req, this.text)
      this.#bodies.set(encoding, body)
    }
    return body
  }
}
