import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Guard, guardServer } from './guard.ts'
import type { Launch } from './launch.ts'
import { poll } from './poll.ts'

/** A server process that we started. */
export interface Postmaster {
  readonly pid: number
  readonly exited: Promise<void>
  /** True once it accepts connections, false when it has exited or the deadline (of `performance.now()`) has passed. */
  isReady(cluster: string, deadlineMs: number): Promise<boolean>
  /** Stops it: with a fast shutdown (open transactions are rolled back), after a time-out with an immediate one (the next start recovers). */
  stop(): Promise<void>
}

/** Starts the server in its own session, so that Ctrl-C in a terminal reaches only us and requests can be drained first. */
export async function startPostmaster({ command, args, options }: Launch, logDescriptor: number): Promise<Postmaster> {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', logDescriptor, logDescriptor] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pid = await started(child)
  child.unref()
  const guard = guardServer(pid)
  void exited.then(() => guard.end())
  return {
    pid,
    exited,
    isReady: (cluster, deadlineMs) => untilReady(child, join(cluster, 'postmaster.pid'), deadlineMs),
    stop: () => stop(child, exited, guard),
  }
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

// The server writes its state to the eighth line of its lock file; reading it is faster and quieter than trying to connect.
async function untilReady(child: ChildProcess, file: string, deadlineMs: number): Promise<boolean> {
  const answer = await poll(deadlineMs, 5, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return false
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    return lines[0] === String(child.pid) && lines[7]?.trim() === 'ready' ? true : undefined
  })
  return answer ?? false
}

async function stop(child: ChildProcess, exited: Promise<void>, guard: Guard): Promise<void> {
  guard.end()
  child.ref()
  for (const [signal, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    child.kill(signal)
    if (await isSettled(exited, patienceMs)) return
  }
}

async function isSettled(promise: Promise<void>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false)
  })
  const isDone = await Promise.race([promise.then(() => true), late])
  clearTimeout(timer)
  return isDone
}
