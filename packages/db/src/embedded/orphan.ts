import { execFile } from 'node:child_process'
import { readFile, readlink, realpath, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Layout } from './layout.ts'
import { poll } from './poll.ts'
import { DatabaseStartError } from './start-error.ts'

const run = promisify(execFile)

/**
 * Stops the server that an earlier owner of the folder left running: with a fast shutdown, then an immediate one. Only for the holder of the folder's lock.
 * If the process id in a lock file of Postgres now belongs to another program, Postgres would refuse to start because of it, so the id is replaced.
 */
export async function clearOrphan(layout: Layout, log: (line: string) => void): Promise<void> {
  const files = [join(layout.cluster, 'postmaster.pid'), join(layout.socketDir, '.s.PGSQL.5432.lock')]
  for (const file of files) {
    const pid = await readPid(file)
    if (pid === undefined || !isAlive(pid)) continue
    if (await isServerOf(pid, layout.cluster)) {
      log(`Stopping the Postgres that an earlier run left behind (process ${pid}).`)
      await endServer(pid, layout.cluster)
    } else {
      await replacePid(file, pid)
    }
  }
}

async function endServer(pid: number, cluster: string): Promise<void> {
  const steps = [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const
  for (const [signal, patienceMs] of steps) {
    kill(pid, signal)
    if (await poll(performance.now() + patienceMs, 20, () => (isAlive(pid) ? undefined : true))) return
  }
  throw new DatabaseStartError(
    'DATABASE_START_FAILED',
    `An earlier Postgres (process ${pid}) still runs on ${cluster} and could not be stopped. Stop it, and start again.`,
  )
}

async function readPid(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  // A server in single-user mode writes its id as a negative number.
  const pid = Math.abs(Number.parseInt(text, 10))
  return pid > 0 ? pid : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended on its own in the meantime.
  }
}

/** Every process of a server works in its data folder. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster))
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.includes(cluster)
  } catch {
    return false
  }
}

// Larger than the maximum process id of Linux and macOS, so no process has it.
const deadPid = 4_194_304

// The file is kept: from its other lines Postgres sees whether a process of the old server still uses the shared memory.
async function replacePid(file: string, pid: number): Promise<void> {
  const text = await readFile(file, 'utf8')
  const next = `${file}.new`
  await writeFile(next, text.replace(new RegExp(`^-?${pid}\\b`), String(deadPid)), { mode: 0o600 })
  await rename(next, file)
}
