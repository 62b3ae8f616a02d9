import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Layout } from './layout.ts'
import { DatabaseStartError } from './start-error.ts'

const ownerSchema = z.object({ pid: z.number(), socketDir: z.string().optional() })

/** The process that holds a data folder; `socketDir` is set once its Postgres answers. */
export type Owner = z.infer<typeof ownerSchema>

export interface Lock {
  /** Tells other processes where the server is. */
  announce(socketDir: string): void
  release(): void
}

/**
 * Locks the data folder for this process. Throws `DATA_DIR_IN_USE`.
 * The kernel manages the lock (fcntl, through SQLite: Node offers no other way to use it), so it ends with its process in every case, two
 * concurrent starts cannot both get it, and it also works between containers. A file with a process id has none of these properties.
 * Nothing else in this process may open the file: closing it would release the lock.
 */
export function lockDataDir(layout: Layout): Lock {
  const database = open(layout)
  writeOwner(layout, { pid: process.pid })
  return {
    announce: (socketDir) => writeOwner(layout, { pid: process.pid, socketDir }),
    release() {
      rmSync(layout.owner, { force: true })
      database.close()
    },
  }
}

/** The live process that holds the data folder, if there is one. */
export function findOwner(layout: Layout): Owner | undefined {
  try {
    open(layout).close()
    return undefined
  } catch (error) {
    if (!(error instanceof DatabaseStartError && error.code === 'DATA_DIR_IN_USE')) throw error
    return readOwner(layout) ?? { pid: 0 }
  }
}

function open(layout: Layout): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(layout.lock, { timeout: 0 })
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    throw isBusy(error) ? inUse(layout, error) : cannotLock(layout, error)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}

const sqliteBusy = 5

function inUse(layout: Layout, cause: unknown): DatabaseStartError {
  const owner = readOwner(layout)
  const who = owner ? `process ${owner.pid}` : 'another process'
  return new DatabaseStartError(
    'DATA_DIR_IN_USE',
    `The data folder ${layout.dataDir} is in use by another Plinth (${who}). Stop that one first, or set DATA_DIR to another folder.`,
    { cause },
  )
}

function cannotLock(layout: Layout, cause: unknown): DatabaseStartError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DatabaseStartError(
    'DATA_DIR_NOT_WRITABLE',
    `The file ${layout.lock} cannot be locked (${reason}). The data folder must be writable and on a disk that knows file locks: change its owner, or set DATA_DIR to another folder.`,
    { cause },
  )
}

function readOwner(layout: Layout): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(layout.owner, 'utf8')))
  } catch {
    // Not written yet: the owner has only just taken the lock.
    return undefined
  }
}

function writeOwner(layout: Layout, owner: Owner): void {
  writeFileSync(layout.owner, `${JSON.stringify(owner)}\n`)
}
