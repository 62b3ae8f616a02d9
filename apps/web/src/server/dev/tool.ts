import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { devServerEnvironment, root } from '../../env.ts'

/**
 * Runs a program of packages/tooling to its end.
 * @returns the output if it failed
 */
export async function runTool(
  program: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const child = spawn(process.execPath, [resolve(root, 'packages/tooling/src', program), ...args], {
    cwd: root,
    env: devServerEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  })
  let output = ''
  const collect = (chunk: Buffer) => (output += chunk)
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise<number | null>((done) => child.once('error', () => done(null)).once('close', done))
  return code === 0 || signal?.aborted ? undefined : output.trim()
}
