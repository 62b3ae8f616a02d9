import { createHash } from 'node:crypto'
import { access, chown, constants, lstat, mkdir, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { DatabaseStartError } from './start-error.ts'

/** The paths in the data folder. */
export interface Layout {
  dataDir: string
  /** The folder that Postgres calls PGDATA. */
  cluster: string
  /** Contains the socket; only the server's account may enter. */
  socketDir: string
  serverLog: string
  /** The passwords of the roles. */
  passwords: string
  /** Locked by the process that owns the folder; the kernel manages the lock. */
  lock: string
  /** Information about the owner, for people and for the command line. */
  owner: string
}

/** `dataDir` is an absolute path. */
export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    cluster: join(dataDir, 'postgres'),
    socketDir: socketFolder(dataDir),
    serverLog: join(dataDir, 'postgres.log'),
    passwords: join(dataDir, 'passwords.json'),
    lock: join(dataDir, 'plinth.lock'),
    owner: join(dataDir, 'plinth.json'),
  }
}

interface Login {
  user: string
  /** Contains only characters that need no escaping in a URL. */
  password: string
  database: string
}

/** The URL of a database behind the socket, as understood by pg, Prisma's adapter and psql. */
export function socketUrl(socketDir: string, { user, password, database }: Login): string {
  return `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(socketDir)}`
}

// sun_path has 108 bytes on Linux and 104 on macOS, including the terminating zero.
const longestSocketPath = process.platform === 'linux' ? 107 : 103

function socketFolder(dataDir: string): string {
  const folder = join(dataDir, 'run')
  if (Buffer.byteLength(`${folder}/.s.PGSQL.5432`) <= longestSocketPath) return folder
  return join(tmpdir(), `plinth-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
}

/** Creates the data folder if it does not exist. Throws `DATA_DIR_NOT_WRITABLE`. */
export async function openDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new DatabaseStartError(
      'DATA_DIR_NOT_WRITABLE',
      `The data folder ${dataDir} cannot be written${reason}. It must belong to the user that starts Plinth: change its owner, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

/** Creates the socket's folder, closed to other accounts. In the folder for temporary files another user may already have created it. */
export async function openSocketDir(socketDir: string, account: Account | undefined): Promise<void> {
  await mkdir(socketDir, { mode: 0o700 }).catch(() => undefined)
  const found = await lstat(socketDir)
  const mine = process.getuid?.() ?? found.uid
  const isMine = found.uid === mine || found.uid === account?.uid
  if (!found.isDirectory() || !isMine || (found.mode & 0o077) !== 0) {
    throw new DatabaseStartError(
      'DATA_DIR_INVALID',
      `The folder ${socketDir} for the socket of Postgres must be a folder that only its owner may enter. Remove it, and start again.`,
    )
  }
  if (account) await chown(socketDir, account.uid, account.gid)
}

/** Removes the socket's folder if it is in the folder for temporary files. */
export async function closeSocketDir({ dataDir, socketDir }: Layout): Promise<void> {
  if (!socketDir.startsWith(dataDir)) await rmdir(socketDir).catch(() => undefined)
}
