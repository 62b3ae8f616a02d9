import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { DatabaseStartError } from './start-error.ts'

/** The account that Postgres runs as, if it is not our own. */
export interface Account {
  uid: number
  gid: number
}

const run = promisify(execFile)
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }

/**
 * Postgres refuses to run as root. For root: the owner of the existing data folder, else the system account `postgres`, which is
 * created if it does not exist. Undefined when we are not root.
 */
export async function serverAccount(clusterDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(clusterDir).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await findAccount()) ?? (await createAccount())
}

async function findAccount(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([
      run('id', ['-u', 'postgres'], { env }),
      run('id', ['-g', 'postgres'], { env }),
    ])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function createAccount(): Promise<Account> {
  let cause: unknown
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      env,
    })
  } catch (error) {
    cause = error
  }
  // Another start may have created it in the meantime.
  const account = await findAccount()
  if (account) return account
  throw new DatabaseStartError(
    'DATABASE_NOT_AVAILABLE',
    'Postgres does not run as root, and the account "postgres" could not be created. Create it (useradd --system postgres), start Plinth as an ordinary user, or set DATABASE_URL.',
    { cause },
  )
}
