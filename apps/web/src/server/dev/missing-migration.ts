import { resolve } from 'node:path'
import { needsMigration } from '@plinth/db/migrate/new-migration'
import { root } from '../../env.ts'

/** Compares the models with the migrations, and prints a hint if a change of a model has no migration. */
export function reportMissingMigration(url: string, log: (line: string) => void): () => void {
  let comparing = Promise.resolve()
  let isReported = false
  async function compare(): Promise<void> {
    const isMissing = await needsMigration({ url, prismaDirectory: resolve(root, 'prisma') })
    if (isMissing && !isReported)
      log('The models have changed and no migration says so. Write it: npm run db -- new NAME')
    isReported = isMissing
  }
  return () => {
    comparing = comparing
      .then(compare)
      .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)))
  }
}
