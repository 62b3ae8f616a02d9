import { hash } from 'node:crypto'
import { PlinthError } from '@plinth/core/errors'

/** The tag of a representation: the row's version, where it has one, and a hash of the body. */
export function etagOf(body: string, version: number | undefined): string {
  const digest = hash('sha1', body, 'base64url')
  return version === undefined ? `"${digest}"` : `"v${version}.${digest}"`
}

/** The tag of a row of which only a part was sent: it serves for `If-Match`. */
export function versionTag(version: number): string {
  return `"v${version}"`
}

/** The same representation in an encoding is another one to HTTP, and needs a tag of its own (RFC 9110, 8.8.3.3). */
export function encodedTag(etag: string, encoding: string | undefined): string {
  return encoding === undefined ? etag : `${etag.slice(0, -1)}.${encoding}"`
}

/**
 * The version that `If-Match` asks for; undefined for `*`, which any row matches. Only the version is compared: what else a representation
 * shows, such as the name of an author, may change without the row.
 * @throws PlinthError `PRECONDITION_FAILED` when it holds no tag of a version, or tags of several
 */
export function versionIn(ifMatch: string): number | undefined {
  if (ifMatch.trim() === '*') return undefined
  const tags = ifMatch.split(',').map((tag) => /^\s*"v(\d{1,9})(?:\.[\w.-]*)?"\s*$/.exec(tag)?.[1])
  const [first] = tags
  if (first === undefined || tags.some((tag) => tag !== first)) throw new PlinthError('PRECONDITION_FAILED')
  return Number(first)
}

/** Whether the client has it already: the weak comparison of RFC 9110, 13.1.2. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => plain(tag) === etag)
}

/** Without the mark of weakness and without the encoding. */
const plain = (tag: string) =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/\.(?:br|gzip)"$/, '"')
