import { createHash } from 'node:crypto'

/** Always the same UUID for the same name: version 8 made from SHA-256 (RFC 9562, appendix B.2). */
export function stableId(kind: 'article' | 'author', name: string): string {
  const bytes = createHash('sha256').update(`${kind}:${name}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Six characters that distinguish two equal usernames, always the same for the same id. */
export function stableSuffix(id: string): string {
  return id.slice(-6)
}
