import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const compiler = resolve(import.meta.dirname, '../../../../node_modules/typescript/bin/tsc')

/** An empty project outside of the workspace that contains only a packed client. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string
  /** Type-checks it strictly, including the client's declarations. @returns the compiler's output, including statistics */
  check(moduleResolution: 'bundler' | 'nodenext'): Promise<string>
  /** Runs the program. @returns its output, parsed as JSON */
  run(url: string, token: string): Promise<unknown>
}

/** Installs a tarball in a new project, whose `program.ts` is the example. */
export async function installClient(tarball: string): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-consumer-'))
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  const install = ['install', tarball, '--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await exec('npm', install, { cwd: folder })
  await writeFile(join(folder, 'program.ts'), await readFile(join(import.meta.dirname, '../../example/program.ts')))
  return {
    folder,
    async check(moduleResolution) {
      const compilerOptions = {
        ...{ target: 'es2024', lib: ['es2024', 'dom'], types: [], strict: true, skipLibCheck: false, noEmit: true },
        ...{ module: moduleResolution === 'bundler' ? 'preserve' : 'nodenext', moduleResolution },
        ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true },
      }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
      const args = [compiler, '--project', folder, '--checkers', '1', '--pretty', 'false', '--extendedDiagnostics']
      const { stdout } = await exec(process.execPath, args).catch((error: { stdout?: string }) => {
        throw new Error(`The project does not compile (${moduleResolution}):\n${error.stdout}`)
      })
      return stdout
    },
    async run(url, token) {
      const args = ['--no-warnings', 'program.ts', url, token]
      const { stdout } = await exec(process.execPath, args, { cwd: folder })
      return JSON.parse(stdout)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
