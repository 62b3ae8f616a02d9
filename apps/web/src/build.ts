import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { root } from './env.ts'

/**
 * Builds the web app when its sources have changed since the last build; Turborepo knows by their hashes.
 * @throws Error with the build's exit code; its output has been shown
 */
export async function ensureBuilt(): Promise<void> {
  const turbo = spawn(
    resolve(root, 'node_modules/.bin/turbo'),
    ['run', 'build', '--filter=@plinth/web', '--output-logs=new-only', '--log-prefix=none'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const code = await new Promise<number | null>((done, fail) => turbo.once('error', fail).once('exit', done))
  if (code !== 0)
    throw new Error(`The web app could not be built (turbo ended with ${code}). Its messages stand above.`)
}
