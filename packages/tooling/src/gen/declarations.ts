import { existsSync } from 'node:fs'
import { glob, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'

/** Packages whose declarations others use, each after those that it imports. */
const declared = ['core', 'markdown', 'bounds', 'db', 'platform', 'api', 'tooling']

/** The named packages and the later ones, some of which import them; all when none is named. The backend writes its own in watch mode. */
export function packagesOf(names: readonly string[]): readonly string[] {
  const first = declared.findIndex((name) => names.includes(name))
  return names.length === 0 ? declared : declared.slice(Math.max(first, 0), declared.indexOf('api'))
}

/**
 * Writes `dist` of the packages from their sources without type-checking: an error must not leave the editor with outdated types. It shares
 * the files and the build information of `npm run check`, so that each continues from the other's result.
 * @returns the output of the compiler, for packages whose declarations it could not write
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

/** The compiler does not delete the declarations of deleted sources. */
async function removeLeftOver(folder: string): Promise<void> {
  for await (const path of glob('**/*.d.ts', { cwd: join(folder, 'dist') })) {
    const source = join(folder, 'src', path.slice(0, -'.d.ts'.length))
    if (['.ts', '.tsx', '.d.ts'].some((ending) => existsSync(`${source}${ending}`))) continue
    await Promise.all(['', '.map'].map((ending) => rm(join(folder, 'dist', `${path}${ending}`), { force: true })))
  }
}
