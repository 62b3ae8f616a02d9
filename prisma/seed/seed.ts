import { openTarget } from '@plinth/db/cli/target'
import { createDatabase, type Database } from '@plinth/db/database'
import { readSettings, root } from '@plinth/db/env'
import { migrate } from '@plinth/db/migrate/migrate'
import { createPool } from '@plinth/db/pool'
import { showProgress } from './progress.ts'
import { seedPackages } from './seed-packages.ts'
import { seedPlaces } from './seed-places.ts'
import { summarize } from './summary.ts'

/** Fills the database of this installation with the READMEs of what is installed. */
async function main(): Promise<void> {
  await using target = await openTarget(readSettings())
  const { url, ownerUrl, superuserUrl } = target.urls
  await migrate({ url: ownerUrl, superuserUrl, log: console.log })
  // Its statements run a few times at most, and so they work through every pooler.
  const database = createDatabase(createPool({ url, statementTimeoutMs: 120_000 }), { isNaming: false })
  try {
    const startMs = performance.now()
    const progress = showProgress(process.stdout)
    const seeded = await seedPackages(database.open(), root, progress.report)
    progress.end()
    console.log(summarize(seeded, performance.now() - startMs))
    await fillPlaces(database.open())
  } finally {
    await database.close()
  }
}

/** Places of GeoNames (CC BY 4.0), with the progress on the terminal. */
async function fillPlaces(db: Database): Promise<void> {
  const startMs = performance.now()
  const progress = showProgress(process.stdout)
  const done = await seedPlaces(db, progress.places)
  progress.end()
  if (done.problem) throw new Error(`The places could not be imported: ${done.problem.message}`)
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1)
  console.log(
    `${done.created} places added in ${seconds} s, ${done.unchanged} already there, ${done.failed} refused. Source: GeoNames (geonames.org), CC BY 4.0.`,
  )
}

try {
  await main()
} catch (error) {
  // Expected failures are one line; the rest is a fault of ours and shows where.
  const isExpected = error instanceof Error && ('code' in error || error.constructor === Error)
  console.error(isExpected ? error.message : error)
  process.exitCode = 1
}
