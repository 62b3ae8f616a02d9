import { existsSync } from 'node:fs'
import { glob, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'

/** Packages whose declarations others read, each after those that it imports. */
const declared = ['core', 'markdown', 'bounds', 'db', 'platform', 'api', 'tooling']

/** Those named and the ones after them, of which some import them; all when none is named. The backend writes its own while it is watched. */
export function packagesOf(names: readonly string[]): readonly string[] {
  const first = declared.findIndex((name) => names.includes(name))
  return names.length === 0 ? declared : declared.slice(Math.max(first, 0), declared.indexOf('api'))
}

/**
 * Writes `dist` of the packages as their sources are, without checking them: an error somewhere must not leave the editor with old types. With
 * the files and the build information of `npm run check`, so that each goes on from what the other wrote.
 * @returns what the compiler says, for packages of which it could write nothing
 */
export async function writeDeclarations(root: string, packages: readonly string[] = declared): Promise<string[]> {
  const problems: string[] = []
  for (const name of packages) {
    const folder = `packages/${name}`
    const own = `${folder}/tsconfig.declarations.json`
    const project = existsSync(join(root, own)) ? own : folder
    const args = ['--project', project, '--noCheck', '--checkers', '1', '--pretty', 'false']
    const { exitCode, output } = await run({ root, command: 'tsc', args })
    if (exitCode !== 0) problems.push(output.trim())
    await removeLeftOver(join(root, folder))
  }
  return problems
}

/** The compiler leaves the declarations of a source that is gone. */
async function removeLeftOver(folder: string): Promise<void> {
  for await (const path of glob('**/*.d.ts', { cwd: join(folder, 'dist') })) {
    const source = join(folder, 'src', path.slice(0, -'.d.ts'.length))
    if (['.ts', '.tsx', '.d.ts'].some((ending) => existsSync(`${source}${ending}`))) continue
    await Promise.all(['', '.map'].map((ending) => rm(join(folder, 'dist', `${path}${ending}`), { force: true })))
  }
}
