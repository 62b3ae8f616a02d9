import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { buildEnvironment, root } from './env.ts'

interface BuildOptions {
  /** Defaults to both products that `npm start` serves. */
  apps?: readonly string[]
  signal?: AbortSignal
}

/**
 * Builds the web app, and Conduit's pages, if their sources have changed since the last build; Turborepo compares their hashes. When
 * `signal` is aborted the build is stopped, and the promise settles when it has ended: Next refuses to build beside another build.
 * @throws Error with what the build printed
 */
export async function ensureBuilt(
  log: (line: string) => void,
  { apps = ['web', 'conduit'], signal }: BuildOptions = {},
): Promise<void> {
  if (apps.length === 0) return
  const args = [
    'run',
    'build',
    ...apps.map((app) => `--filter=@plinth/${app}`),
    '--output-logs=new-only',
    '--log-prefix=none',
    '--ui=stream',
  ]
  const turbo = spawn(resolve(root, 'node_modules/.bin/turbo'), args, { cwd: root, env: buildEnvironment() })
  signal?.addEventListener('abort', () => turbo.kill('SIGTERM'), { once: true })
  let output = ''
  const collect = (chunk: Buffer) => {
    if (!output.includes('cache miss') && `${output}${chunk}`.includes('cache miss')) {
      log('Building the web app: its sources have changed. This takes about a minute.')
    }
    output += chunk
  }
  turbo.stdout.on('data', collect)
  turbo.stderr.on('data', collect)
  const code = await new Promise<number | null>((done, fail) => turbo.once('error', fail).once('close', done))
  if (code !== 0) throw new Error(`The web app could not be built (turbo ended with ${code}):\n${output}`)
}
