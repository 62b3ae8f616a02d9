import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Coding, codingFor, compress } from './compress.ts'

/** Answers requests for built files; null for any other path. */
export type Assets = (request: Request, pathname: string) => Response | null

interface File {
  readonly body: Buffer<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
  readonly coded: Readonly<Partial<Record<Coding, Buffer<ArrayBufferLike>>>>
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Reads and compresses all files of the build: they are few, and do not change while the server runs. */
export async function readAssets(folder: string): Promise<Assets> {
  const names = await readdir(folder, { recursive: true })
  const known = names.filter((name) => extname(name) in types)
  const files = new Map<string, File>(
    await Promise.all(known.map(async (name) => [`/${name}`, await readAsset(folder, name)] as const)),
  )
  return (request, pathname) => {
    const file = files.get(pathname)
    if (!file) return null
    const coding = codingFor(request)
    const coded = coding === null ? undefined : file.coded[coding]
    const headers = { ...file.headers, ...(coded && coding && { 'content-encoding': coding }) }
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(coded ?? file.body), { headers })
  }
}

async function readAsset(folder: string, name: string): Promise<File> {
  const body = await readFile(join(folder, name))
  const isHashed = name.startsWith('assets/')
  const headers = {
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  }
  // Fonts are already compressed.
  if (name.endsWith('.woff2')) return { body, headers, coded: {} }
  const [br, gzip] = await Promise.all([compress(body, 'br', 'once'), compress(body, 'gzip', 'once')])
  return { body, headers, coded: { br, gzip } }
}
