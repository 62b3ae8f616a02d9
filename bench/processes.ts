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

/** Starts a program with settings beside the environment that we have ourselves; its output goes to `logFile`. */
export function spawnWith(settings: Record<string, string>, command: string[], logFile: string): ChildProcess {
  const output = openSync(logFile, 'a')
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  // In a group of its own: Ctrl-C reaches it through us, once.
  const stdio: StdioOptions = ['ignore', output, output]
  return remember(spawn('/usr/bin/env', [...pairs, ...command], { cwd: root, stdio, detached: true }))
}

/** Starts a file of this folder as a process of its own, and waits for its first message. */
export async function forkFile(file: string, args: string[] = []): Promise<{ child: ChildProcess; first: unknown }> {
  const child = remember(fork(resolve(import.meta.dirname, file), args, { detached: true }))
  return { child, first: await nextMessage(child) }
}

/** @throws Error when the process ends instead */
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

/** Ends a process that we started, by its id; `pid` where not the child itself but one below it is to be told. */
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
