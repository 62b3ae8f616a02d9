import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { type Prisma, PrismaClient } from './generated/prisma/client.ts'

export type { PrismaClient } from './generated/prisma/client.ts'
/** Prisma within a transaction, passed to a custom verb as `tx`. */
export type PrismaTransaction = Prisma.TransactionClient

/** Prisma on the pool of the statements. The creator of the pool closes it. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) })
}
