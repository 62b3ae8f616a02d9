import { fragment } from '../fragment.ts'
import { type Executor, statement } from '../statement.ts'
import { readMigrations } from './migration-files.ts'

/** The state of the migrations in the folder compared with a database, as a running program sees it; names. */
export interface Standing {
  /** Written and not applied. */
  readonly pending: string[]
  /** Applied after this moment. */
  readonly appliedSince: string[]
}

const finished = statement<object, { name: string; at: Date }>(
  () => fragment.statement<{ name: string; at: Date }>`select "migration_name" as "name", "finished_at" as "at"
    from "_prisma_migrations" where "rolled_back_at" is null and "finished_at" is not null order by "started_at"`,
)

/** Compares the folder of migrations with the applied ones. It needs the right to read the table of migrations, which the program has. */
export async function standingOf(
  db: Executor,
  { since, directory }: { since: Date; directory?: string },
): Promise<Standing> {
  const [migrations, applied] = await Promise.all([readMigrations(directory), finished.run(db, {})])
  const names = new Set(applied.map(({ name }) => name))
  return {
    pending: migrations.map(({ name }) => name).filter((name) => !names.has(name)),
    appliedSince: applied.filter(({ at }) => at > since).map(({ name }) => name),
  }
}
