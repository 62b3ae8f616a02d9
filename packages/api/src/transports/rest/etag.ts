import { hash } from 'node:crypto'
import { PlinthError } from '@plinth/core/errors'

/** The ETag of a representation: the row's version, if it has one, and a hash of the body. */
export function etagOf(body: string, version: number | undefined): string {
  const digest = hash('sha1', body, 'base64url')
  return version === undefined ? `"${digest}"` : `"v${version}.${digest}"`
}

/** The ETag of a row of which only a part was sent: it can be used in `If-Match`. */
export function versionTag(version: number): string {
  return `"v${version}"`
}

/** In HTTP, each encoding of a representation is a separate representation with its own ETag (RFC 9110, 8.8.3.3). */
export function encodedTag(etag: string, encoding: string | undefined): string {
  return encoding === undefined ? etag : `${etag.slice(0, -1)}.${encoding}"`
}

/**
 * The version that `If-Match` asks for; undefined for `*`, which matches any row. Only the version is compared: other parts of a representation,
 * such as the name of an author, may change without the row.
 * @throws PlinthError `PRECONDITION_FAILED` when it contains no ETag with a version, or ETags of several versions
 */
export function versionIn(ifMatch: string): number | undefined {
  if (ifMatch.trim() === '*') return undefined
  const tags = ifMatch.split(',').map((tag) => /^\s*"v(\d{1,9})(?:\.[\w.-]*)?"\s*$/.exec(tag)?.[1])
  const [first] = tags
  if (first === undefined || tags.some((tag) => tag !== first)) throw new PlinthError('PRECONDITION_FAILED')
  return Number(first)
}

/** Whether the client already has the representation: the weak comparison of RFC 9110, 13.1.2. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => plain(tag) === etag)
}

/** The ETag without the weakness prefix and without the encoding. */
const plain = (tag: string) =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/\.(?:br|gzip)"$/, '"')
