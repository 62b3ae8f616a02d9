import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { LogLine } from './captured-log.ts'

/** A server that runs as its own process. */
export interface SpawnedServer extends AsyncDisposable {
  readonly url: string
  readonly lines: readonly LogLine[]
  /** Kills it immediately, in the middle of its work. */
  kill(): Promise<void>
}

export interface SpawnOptions {
  /** The folder of another copy of this package, whose backend is started. */
  folder?: string
  importQuotaBytes?: number
}

const compileCache = resolve(import.meta.dirname, '../../../../node_modules/.cache/started')

/** Starts the backend in another process, on the same database. */
export async function spawnServer(
  databaseUrl: string,
  { folder = import.meta.dirname, importQuotaBytes }: SpawnOptions = {},
): Promise<SpawnedServer> {
  const program = resolve(folder, 'server-process.ts')
  const child = spawn(
    process.execPath,
    [program, databaseUrl, ...(importQuotaBytes === undefined ? [] : [String(importQuotaBytes)])],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Later starts reuse compiled code; another folder is used by one test only.
      env: folder === import.meta.dirname ? { NODE_COMPILE_CACHE: compileCache } : {},
    },
  )
  const exited = once(child, 'exit')
  const output = createInterface(child.stdout)
  const first = await Promise.race([once(output, 'line'), exited])
  if (child.exitCode !== null) throw new Error(`The second server ended with ${child.exitCode} before it listened.`)
  const lines: LogLine[] = []
  output.on('line', (line) => lines.push(JSON.parse(line)))
  return {
    url: String(first[0]),
    lines,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}
