import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { root } from '../../env.ts'
import { runTool } from './tool.ts'

export interface Declarations {
  /** Writes the declarations of a package again. */
  write(name: string): void
  stop(): Promise<void>
}

/**
 * Keeps `packages/<name>/dist` in step with the sources, for the editor, from the moment `after` settles. The compiler watches the backend itself: it
 * keeps the program in memory, so it writes a change of a feature in a quarter of the time that a new process takes.
 */
export function followDeclarations(after: Promise<unknown>, log: (line: string) => void): Declarations {
  const stopping = new AbortController()
  let watcher: ChildProcess | undefined
  let work = after
    .then(() => writeAll([]))
    .then(() => {
      if (stopping.signal.aborted) return
      const args = ['--project', 'packages/api/tsconfig.declarations.json', '--noCheck', '--checkers', '1', '--watch']
      watcher = spawn(process.execPath, [resolve(root, 'node_modules/typescript/bin/tsc'), ...args], {
        cwd: root,
        stdio: 'ignore',
      })
    })
  async function writeAll(names: readonly string[]): Promise<void> {
    const failure = await runTool('declarations.ts', names, stopping.signal)
    if (failure !== undefined) log(`Declarations could not be written:\n${failure}`)
  }
  return {
    write(name) {
      if (name !== 'api') work = work.then(() => writeAll([name]))
    },
    async stop() {
      stopping.abort()
      if (!watcher || watcher.exitCode !== null) return
      watcher.kill()
      await once(watcher, 'exit')
    },
  }
}
