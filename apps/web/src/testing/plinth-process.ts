import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { inherited } from './env.ts'

const repository = resolve(import.meta.dirname, '../../../..')

/** The real program as a process group of its own, as a terminal would start it. */
export interface PlinthProcess extends AsyncDisposable {
  readonly child: ChildProcess
  readonly url: string
  /** All it has printed so far. */
  output(): string
  /** Resolves to the exit code, or null when a signal ended it. */
  exited: Promise<number | null>
  /** Whether a process that it started still runs. */
  hasChildren(): boolean
  /** Sends a signal to the whole group. */
  kill(signal: NodeJS.Signals): void
}

/** Starts the program with these settings, and only PATH and HOME from this process's environment. */
export function spawnPlinth(
  settings: Record<string, string>,
  args: readonly string[] = [],
  root = repository,
): PlinthProcess {
  const child = spawn(process.execPath, [resolve(root, 'apps/web/src/main.ts'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Conduit needs its own port: it starts only if a test gives one.
    env: {
      ...inherited,
      // Starts share a compile cache. A copy is removed with its test, so it would leave entries that no other start finds.
      ...(root === repository && { NODE_COMPILE_CACHE: resolve(repository, 'node_modules/.cache/started') }),
      NODE_ENV: 'production',
      CONDUIT: 'CONDUIT_PORT' in settings ? 'on' : 'off',
      SIGN_UPS_PER_HOUR: '10000',
      ...settings,
    },
  })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // The group has ended already.
    }
  }
  return {
    child,
    url: `http://127.0.0.1:${settings.PORT}`,
    output: () => output,
    exited,
    hasChildren: () => (child.exitCode ?? child.signalCode) !== null && isAlive(-(child.pid ?? 0)),
    kill,
    async [Symbol.asyncDispose]() {
      kill('SIGTERM')
      await exited
    },
  }
}

/** Whether this process exists, or with a negative number a process of that group. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits until the program is ready. @throws Error with its output when it ends before, or after 60 s */
export const untilReady = (plinth: PlinthProcess): Promise<void> => until(plinth, 'be ready', () => isReady(plinth.url))

/** Waits until it has printed this, as it does when everything has started. @throws Error with its output, as `untilReady` */
export async function untilPrinted(plinth: PlinthProcess, what: RegExp): Promise<string> {
  const find = () => what.exec(plinth.output())?.[0]
  await until(plinth, `print ${what}`, async () => find() !== undefined)
  return find() ?? ''
}

async function until(plinth: PlinthProcess, what: string, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  let isOver = false
  void plinth.exited.then(() => (isOver = true))
  while (!(await isDone())) {
    if (isOver || Date.now() > deadline) throw new Error(`Plinth did not ${what}. It printed:\n${plinth.output()}`)
    await new Promise((resume) => setTimeout(resume, 20))
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )
}
