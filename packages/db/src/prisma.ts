import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { type Prisma, PrismaClient } from './generated/prisma/client.ts'

export type { PrismaClient } from './generated/prisma/client.ts'
/** Prisma within a transaction: what a custom verb gets as `tx`. */
export type PrismaTransaction = Prisma.TransactionClient

/** Prisma on the pool that the statements use. Closing the pool is the business of whoever made it. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) })
}
