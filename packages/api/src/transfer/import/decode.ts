import { PlinthError } from '@plinth/core/errors'

/** The error for a file that cannot be read in its declared format. */
export const unreadable = (message: string, cause?: unknown) => new PlinthError('INVALID_INPUT', { message, cause })

/**
 * The text of a file: UTF-8, with or without a byte order mark, or UTF-16 with one.
 * @throws PlinthError `INVALID_INPUT` for any other encoding: a guess would import wrong letters
 */
export async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let isFirst = true
  try {
    for await (const chunk of joinedStart(chunks)) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
      const text = decoder.decode(chunk, { stream: true })
      if (isFirst && text.startsWith('%PDF')) throw new TypeError('PDF')
      isFirst = false
      if (text !== '') yield text
    }
    const rest = decoder?.decode()
    if (rest) yield rest
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw unreadable('The file is no text in UTF-8: save it as "CSV UTF-8" or as JSON, and upload it again.', error)
  }
}

/** The first piece has at least three bytes, so that it contains a whole byte order mark. */
async function* joinedStart(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < 3) continue
    yield start
    start = undefined
  }
  if (start && start.length > 0) yield start
}

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
