import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

const running = new Set<ChildProcess>()

function remember(child: ChildProcess): ChildProcess {
  running.add(child)
  return child.once('exit', () => running.delete(child))
}

/** Starts a program with settings in addition to our own environment; its output is written to `logFile`. */
export function spawnWith(settings: Record<string, string>, command: string[], logFile: string): ChildProcess {
  const output = openSync(logFile, 'a')
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  // In its own process group: Ctrl-C reaches it only once, through this process.
  const stdio: StdioOptions = ['ignore', output, output]
  return remember(spawn('/usr/bin/env', [...pairs, ...command], { cwd: root, stdio, detached: true }))
}

/** Starts a file of this folder as a separate process, and waits for its first message. */
export async function forkFile(file: string, args: string[] = []): Promise<{ child: ChildProcess; first: unknown }> {
  const child = remember(fork(resolve(import.meta.dirname, file), args, { detached: true }))
  return { child, first: await nextMessage(child) }
}

/** @throws Error when the process exits instead */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const { promise: message, resolve, reject } = Promise.withResolvers<unknown>()
  const onExit = () =>
    reject(new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode ?? child.signalCode}.`))
  child.once('message', resolve).once('exit', onExit)
  try {
    return await message
  } finally {
    child.off('exit', onExit)
  }
}

/** Ends a process that we started, by its id; `pid` when a process below the child must receive the signal instead. */
export async function end(child: ChildProcess, pid = pidOf(child)): Promise<void> {
  if (!running.has(child)) return
  const exit = once(child, 'exit')
  process.kill(pid, 'SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await exit
  clearTimeout(timer)
}

export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => end(child)))
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started.`)
  return child.pid
}
