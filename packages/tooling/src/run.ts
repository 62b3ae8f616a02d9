import { spawn } from 'node:child_process'
import { environmentOf } from './env.ts'

export interface Run {
  readonly root: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Record<string, string>
  /** Whether the output is shown immediately, in addition to being collected. */
  readonly isShown?: boolean
}

export interface RunResult {
  /** null when the program was ended by a signal or could not be started. */
  readonly exitCode: number | null
  /** Standard output and standard error in order, without colours. */
  readonly output: string
  readonly durationMs: number
}

/** Runs a program of node_modules/.bin, or of PATH, to its end. Never rejects: a program that cannot be started has no exit code. */
export function run({ root, command, args, env, isShown = false }: Run): Promise<RunResult> {
  const startMs = performance.now()
  const chunks: Buffer[] = []
  const collect = (chunk: Buffer) => {
    chunks.push(chunk)
    if (isShown) process.stdout.write(chunk)
  }
  const { promise, resolve } = Promise.withResolvers<RunResult>()
  const settle = (exitCode: number | null) => {
    const output = stripColours(Buffer.concat(chunks).toString())
    resolve({ exitCode, output, durationMs: performance.now() - startMs })
  }
  const child = spawn(command, args, { cwd: root, env: environmentOf(root, env), stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.on('error', (error) => {
    chunks.push(Buffer.from(`${command} could not be started: ${error.message}\n`))
    settle(null)
  })
  child.on('close', settle)
  return promise
}

function stripColours(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
}
