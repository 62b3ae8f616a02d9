import { z } from 'zod'

/**
 * Characters of the longest cursor, all of them safe in an address: four keys of at most 350 bytes each, the id, and the signature, in
 * base64url (`kit/resource/cursor.ts` in packages/api has the parts).
 */
export const maxCursor = 2_000

/** Input of every list: at most `limit` rows after `cursor`. */
export const pageInput = {
  cursor: z.string().max(maxCursor).optional(),
  limit: z.int().min(1).max(100).default(20),
}
