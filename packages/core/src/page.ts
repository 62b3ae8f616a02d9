import { z } from 'zod'

/**
 * Characters of the longest cursor, all of them safe in a URL: four keys of at most 350 bytes each, the id, and the signature, in
 * base64url (see the parts in `kit/resource/cursor.ts` in packages/api).
 */
export const maxCursor = 2_000

/** Input of every list: at most `limit` rows after `cursor`. */
export const pageInput = {
  cursor: z.string().max(maxCursor).optional(),
  limit: z.int().min(1).max(100).default(20),
}
