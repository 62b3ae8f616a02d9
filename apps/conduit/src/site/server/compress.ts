import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

export type Coding = 'br' | 'gzip'

/** The best coding that a request accepts. */
export function codingFor(request: Request): Coding | null {
  const accepted = request.headers.get('accept-encoding') ?? ''
  const codings = accepted.split(',').map((part) => part.trim())
  const takes = (name: Coding) =>
    codings.some((part) => part === name || (part.startsWith(`${name};`) && !/q=0(\.0*)?$/.test(part)))
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : null
}

/** `once`: a file that is compressed once and sent often is worth more time. */
export function compress(body: Uint8Array, coding: Coding, effort: 'once' | 'each'): Promise<Buffer> {
  if (coding === 'gzip') return deflate(body, { level: effort === 'once' ? 9 : 5 })
  const quality = effort === 'once' ? constants.BROTLI_MAX_QUALITY : 4
  return brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
}
