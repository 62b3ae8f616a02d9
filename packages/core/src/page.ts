import { z } from 'zod'
import { PlinthError } from './errors.ts'

/** Input of every list: at most `limit` rows after `cursor`. */
export const pageInput = {
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(20),
}

/** Output of every list: the rows, and the cursor of the next page or null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })
}

/** Where a page by keyset ends: the sort key and the id of its last row. */
export interface Position {
  readonly at: Date
  readonly id: string
}

// The years 1 to 9999: every database can compare them, and a Date beyond its range is none.
const positionSchema = z.tuple([z.int().min(-62_135_596_800_000).max(253_402_300_799_999), z.uuid()])

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.getTime(), position.id])).toString('base64url')
}

/** @throws PlinthError `INVALID_INPUT` when the text is no cursor that `encodeCursor` wrote */
export function decodeCursor(cursor: string): Position {
  try {
    const [at, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { at: new Date(at), id }
  } catch (cause) {
    throw new PlinthError('INVALID_INPUT', {
      fields: { cursor: ['This is no cursor of this list: take it from nextCursor of the page before.'] },
      cause,
    })
  }
}
