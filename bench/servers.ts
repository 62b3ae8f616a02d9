import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { freePort } from '@plinth/db/testing/free-port'
import { z } from 'zod'
import type { LoadResult, LoadTask } from './load.ts'
import { end, forkFile, nextMessage, pidOf, spawnWith } from './processes.ts'

/** A server under measurement. */
export interface Served {
  pid: number
  port: number
  /** Processes that it uses; their cost is counted too. */
  below?: readonly number[]
  stop(): Promise<void>
}

interface Settings {
  port: number
  connections: number
  dataDir: string
}

/** Every setting of Plinth, so that no `.env` and no variable of the caller affects the measurement; empty counts as not set. */
export function settingsOf({ port, connections, dataDir }: Settings): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: '',
    TRUSTED_PROXIES: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    DATABASE_DIRECT_URL: '',
    DATABASE_MIGRATION_URL: '',
    DATABASE_CONNECTIONS: String(connections),
    DATABASE_NAMED_STATEMENTS: 'on',
    AUTH_SECRET: '',
    SIGN_UPS_PER_HOUR: '1000000',
    LOG_LEVEL: 'info',
    CONDUIT: 'off',
  }
}

export interface Starting {
  child: ChildProcess
  port: number
  logFile: string
}

/** Waits until `/readyz` answers 200. @throws Error with the end of the log when the process exits, or after two minutes */
export async function untilReady({ child, port, logFile }: Starting): Promise<void> {
  const patienceMs = 120_000
  const endMs = performance.now() + patienceMs
  const logged = () => readFileSync(logFile, 'utf8').split('\n').slice(-20).join('\n')
  while (performance.now() < endMs) {
    const ended = child.exitCode ?? child.signalCode
    if (ended !== null) throw new Error(`The server ended with ${ended} before it was ready. It said:\n${logged()}`)
    if (await isReady(port)) return
    await new Promise((wake) => setTimeout(wake, 20))
  }
  throw new Error(`The server was not ready within ${patienceMs / 1_000} s. It said:\n${logged()}`)
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false // nothing is listening yet
  }
}

export interface PlinthOptions {
  databaseUrl: string
  connections: number
  dataDir: string
  logFile: string
  /** A folder for a CPU profile, written when the server stops. */
  profileDir: string | undefined
}

/**
 * The arguments that `npm start` passes to node: the program, and V8's garbage collection settings. A pause for the young generation grows with its size:
 * with 4 MB it is half as long as with 8 (median 4 instead of 11 ms, side by side, in answers of 100 highlighted rows), and the pauses take the same time in
 * total. The old generation is collected when it has grown by 70 %: an import then needs a fifth of the memory that it needs by default (58 instead of 274 MB).
 */
function startArguments(): string[] {
  const manifest = readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')
  const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(manifest))
  return scripts.start.split(' ').slice(1)
}

/** The real program in production mode, on the database that it shares with the floor. */
export async function startPlinth(options: PlinthOptions): Promise<Served> {
  const { databaseUrl, logFile, profileDir } = options
  const port = Number(await freePort())
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
  const program = [process.execPath, ...profile, ...startArguments()]
  const child = spawnWith({ ...settingsOf({ ...options, port }), DATABASE_URL: databaseUrl }, program, logFile)
  await untilReady({ child, port, logFile })
  return { pid: pidOf(child), port, stop: () => end(child) }
}

export async function startFloor(databaseUrl: string, connections: number): Promise<Served> {
  const { child, first } = await forkFile('floor.ts', [`--database=${databaseUrl}`, `--connections=${connections}`])
  return { pid: pidOf(child), port: Number(first), stop: () => end(child) }
}

/** Conduit's API in front of a Plinth server. */
export async function startConduit(plinth: Served): Promise<Served> {
  const { child, first } = await forkFile('conduit-api.ts', [`http://127.0.0.1:${plinth.port}`])
  return { pid: pidOf(child), port: Number(first), below: [plinth.pid], stop: () => end(child) }
}

/** The process that generates the load. */
export interface Load {
  run(task: LoadTask): Promise<LoadResult>
  stop(): Promise<void>
}

export async function startLoad(): Promise<Load> {
  const { child } = await forkFile('load.ts')
  return {
    async run(task) {
      child.send(task)
      const result = (await nextMessage(child)) as LoadResult | { error: string } // load.ts answers each task with this type
      if ('error' in result) throw new Error(result.error)
      return result
    },
    stop: () => end(child),
  }
}
