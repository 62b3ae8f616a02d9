import { openTarget } from '@plinth/db/cli/target'
import { createDatabase, type Database } from '@plinth/db/database'
import { readSettings, root } from '@plinth/db/env'
import { migrate } from '@plinth/db/migrate/migrate'
import { createPool } from '@plinth/db/pool'
import { showProgress } from './progress.ts'
import { seedPackages } from './seed-packages.ts'
import { seedPlaces } from './seed-places.ts'
import { summarize } from './summary.ts'

/** Fills the database of this installation with the READMEs of the installed packages. */
async function main(): Promise<void> {
  await using target = await openTarget(readSettings())
  const { url, ownerUrl, superuserUrl } = target.urls
  await migrate({ url: ownerUrl, superuserUrl, log: console.log })
  // Its statements run only a few times, so they are not prepared by name and work through every pooler.
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

/** Imports places of GeoNames (CC BY 4.0), and shows the progress on the terminal. */
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
  // An expected failure is printed as one line; any other is a bug and is printed with its stack.
  const isExpected = error instanceof Error && ('code' in error || error.constructor === Error)
  console.error(isExpected ? error.message : error)
  process.exitCode = 1
}
