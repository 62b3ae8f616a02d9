import { createHash } from 'node:crypto'
import { PlinthError } from '@plinth/core/errors'
import type { Signer } from '../signer.ts'

/**
 * A text that is too long for a cursor: the digest of the whole text, and where the list continues if the row's text has changed. The
 * edge precedes the text in the order of the list, so that nothing is skipped; null precedes all texts if the order is descending.
 */
type Cut = readonly [edge: string | null, digest: string]

/** What a cursor holds of a key: its text, null, or a text that was cut. */
export type Held = string | null | Cut

/** Keys of a row by their place in the order; undefined for null. */
export type KeyValues = readonly (string | null | undefined)[]

/** Bytes of a key in a cursor, as JSON and without its quotes. A cut key has 47 more, for its digest. */
const maxBytes = 300

/** Characters of an edge: at most 300 bytes, since JSON needs at most six for one (`\u0001`). */
export const edgeLength = 50

/** A key as a cursor holds it. `edge` is only called if the text is longer than `edgeLength` characters. */
export function holdKey(value: string | null, edge: string | null): Held {
  if (value === null || Buffer.byteLength(JSON.stringify(value)) <= maxBytes + 2) return value
  return [edge, digestOf(value)]
}

/**
 * The keys from which the list continues: for a text that was cut, the row's current text if it has not changed, else the edge.
 * Then rows between edge and text are shown again, and none is skipped.
 */
export function keysFrom(held: readonly Held[], present: KeyValues): KeyValues {
  return held.map((key, nth) => {
    if (!isCut(key)) return key
    const [edge, digest] = key
    const text = present[nth]
    return typeof text === 'string' && digestOf(text) === digest ? text : edge
  })
}

/** Whether the key is held by a part, so that the row has to be asked for the whole. */
export const isCut = (key: Held): key is Cut => typeof key === 'object' && key !== null

/** The cursor behind a row, for this list in this order: one word of at most `maxCursor` characters. */
export function encodeCursor(signer: Signer, list: string, keys: readonly Held[]): string {
  return signer.sign(JSON.stringify(keys), list)
}

/** What `encodeCursor` was given. @throws PlinthError `INVALID_INPUT` when the cursor does not belong to this list in this order */
export function decodeCursor(signer: Signer, list: string, cursor: string): readonly Held[] {
  const text = signer.open(cursor, list)
  if (text === undefined) {
    throw new PlinthError('INVALID_INPUT', {
      fields: { cursor: ['This is no cursor of this list in this order: take it from nextCursor of the page before.'] },
    })
  }
  return JSON.parse(text) as Held[] // signed as such
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url')
