import type { SpawnOptions } from 'node:child_process'
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './account.ts'
import { DatabaseStartError } from './start-error.ts'

export interface Launch {
  command: string
  args: string[]
  options: SpawnOptions
}

// Postgres gets none of our environment: it contains secrets, and PG* or LC_* variables would change the server's behaviour.
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }

/**
 * How to run a program of Postgres: under our own account, as `account`, or as `account` with the capability to pass through folders that are closed to it
 * (a clone in /root, which is 0700).
 */
export async function launch(program: string[], account: Account | undefined, dataDir: string): Promise<Launch> {
  const [command = '', ...args] = program
  const options = { env, cwd: dataDir }
  if (!account) return { command, args, options }
  const isOpen = (await canReach(command, account)) && (await canReach(`${dataDir}/x`, account))
  if (isOpen) return { command, args, options: { ...options, ...account } }
  const capability = await passingCapability()
  if (!capability) throw unreachable(command, dataDir)
  return {
    command: '/usr/bin/setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      // Without it access(2), by which Postgres looks for its programs, ignores the capability.
      '--securebits=+no_setuid_fixup',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      ...program,
    ],
    options,
  }
}

async function canReach(path: string, account: Account): Promise<boolean> {
  for (let folder = await realpath(dirname(path)); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

// The weaker capability first; containers often have only the stronger one. Bits: linux/capability.h.
const capabilities = [
  ['dac_read_search', 1n << 2n],
  ['dac_override', 1n << 1n],
] as const
const setpcap = 1n << 8n

async function passingCapability(): Promise<string | undefined> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const held = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  const hasSetpriv = await stat('/usr/bin/setpriv').then(
    () => true,
    () => false,
  )
  const canPassOn = hasSetpriv && (held & setpcap) !== 0n
  return canPassOn ? capabilities.find(([, bit]) => (held & bit) !== 0n)?.[0] : undefined
}

function unreachable(command: string, dataDir: string): DatabaseStartError {
  return new DatabaseStartError(
    'DATABASE_NOT_AVAILABLE',
    `Postgres does not run as root, and its own account cannot enter the folders above ${command} or ${dataDir}. Move Plinth and its data to folders that others may enter (chmod a+x), start it as an ordinary user, or set DATABASE_URL.`,
  )
}
