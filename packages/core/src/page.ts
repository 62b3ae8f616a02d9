import { z } from 'zod'

/** Input of every list: at most `limit` rows after `cursor`. */
export const pageInput = {
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(20),
}
