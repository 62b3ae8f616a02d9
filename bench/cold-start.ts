import { readFileSync } from 'node:fs'
import { freePort } from '@plinth/db/testing/free-port'
import { childrenOf } from './cpu.ts'
import { end, pidOf, spawnWith } from './processes.ts'
import { settingsOf, untilReady } from './servers.ts'

export interface ColdStart {
  /** From `npm start` on an empty data folder, after the build. */
  emptyMs: number
  /** The same with the app built and the data initialised. */
  initialisedMs: number[]
}

/** Builds the web app if needed, then starts Plinth with `npm start` in its own data folder. */
export async function measureColdStart({
  dataDir,
  logFile,
  times,
}: {
  dataDir: string
  logFile: string
  times: number
}): Promise<ColdStart> {
  const started: number[] = []
  for (let time = 0; time <= times; time++) started.push(await startOnce(dataDir, logFile))
  const [emptyMs = 0, ...initialisedMs] = started
  return { emptyMs, initialisedMs }
}

async function startOnce(dataDir: string, logFile: string): Promise<number> {
  const port = Number(await freePort())
  const conduit = { CONDUIT: 'on', CONDUIT_PORT: await freePort() }
  const startMs = performance.now()
  const child = spawnWith({ ...settingsOf({ port, connections: 10, dataDir }), ...conduit }, ['npm', 'start'], logFile)
  await untilReady({ child, port, logFile })
  const elapsedMs = performance.now() - startMs
  await end(child, serverBelow(pidOf(child)))
  return elapsedMs
}

/** The server process below npm and its shell: a signal sent to npm would stop the processes in a random order. */
function serverBelow(pid: number): number {
  const below = childrenOf(pid)
  if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts') && !isShell(pid)) return pid
  const found = below.map(serverBelow).find((server) => server > 0)
  return found ?? 0
}

const isShell = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0-c\0')
