import { execFile } from 'node:child_process'
import { chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import { majorVersion } from './binaries.ts'
import { launch } from './launch.ts'
import { DatabaseStartError } from './start-error.ts'

const run = promisify(execFile)

export interface ClusterOptions {
  cluster: string
  initdb: string
  account: Account | undefined
}

/**
 * Makes sure that a cluster of our version exists. A new one is created in a temporary folder and then renamed, so that an interrupted start
 * leaves no incomplete cluster. Throws `DATA_DIR_INVALID`, `DATABASE_START_FAILED`.
 */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { cluster } = options
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) return createCluster(options)
  if (version.trim() === majorVersion) return
  throw new DatabaseStartError(
    'DATA_DIR_INVALID',
    `The data folder ${cluster} was made by Postgres ${version.trim()}, and this Plinth brings Postgres ${majorVersion}. Take a dump with Postgres ${version.trim()} and restore it into a new folder (DATA_DIR).`,
  )
}

async function createCluster({ cluster, initdb, account }: ClusterOptions): Promise<void> {
  const parent = dirname(cluster)
  const found = await readdir(cluster).catch(() => [])
  if (found.length > 0) throw notACluster(cluster)
  await removeHalfMade(cluster)
  const fresh = `${cluster}.new-${process.pid}`
  await mkdir(fresh, { mode: 0o700 })
  if (account) await chown(fresh, account.uid, account.gid)
  const program = [initdb, '--pgdata', fresh, ...initOptions]
  const { command, args, options } = await launch(program, account, parent)
  try {
    await run(command, args, { ...options, cwd: parent })
    await rename(fresh, cluster)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    throw failure(cluster, error)
  }
}

// Collation and case conversion are Postgres's own (provider builtin), so that no update of the system's libraries can corrupt an index.
const initOptions = [
  '--username=postgres',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--no-instructions',
]

async function removeHalfMade(cluster: string): Promise<void> {
  const parent = dirname(cluster)
  const names = await readdir(parent)
  const stale = names.filter((name) => name.startsWith(`${basename(cluster)}.new-`))
  await Promise.all(stale.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 10 })))
}

function notACluster(cluster: string): DatabaseStartError {
  return new DatabaseStartError(
    'DATA_DIR_INVALID',
    `The folder ${cluster} has files in it but is not a data folder of Postgres (it has no PG_VERSION). Move them away, or set DATA_DIR to another folder.`,
  )
}

function failure(cluster: string, error: unknown): DatabaseStartError {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
  return new DatabaseStartError(
    'DATABASE_START_FAILED',
    `The data folder ${cluster} could not be initialised: ${said}`,
    {
      cause: error,
    },
  )
}
