import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { inherited } from './env.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const isOurs = (path: string) => !notOurs.has(basename(path))
const notOurs = new Set([
  '.git',
  '.next',
  '.turbo',
  'data',
  'dist',
  'node_modules',
  'playwright-report',
  'test-results',
])

/** A copy of the repository, for a test that changes its files. git knows the files as copied. */
export interface SourceCopy extends AsyncDisposable {
  readonly root: string
  read(path: string): Promise<string>
  /** Writes into the existing file. */
  write(path: string, text: string): Promise<void>
  /** Writes another file and renames it, as many editors save. */
  replace(path: string, text: string): Promise<void>
  /** Runs a program in the copy. @throws Error with its output, if it fails */
  run(command: string, args: readonly string[]): Promise<string>
}

/** Next and Vite read nothing outside of their root, so third-party packages are hard links, and the copy is on the same disk. */
export async function copySources(): Promise<SourceCopy> {
  await mkdir(join(repository, 'test-results'), { recursive: true })
  const root = await mkdtemp(join(repository, 'test-results/dev-'))
  for (const name of await readdir(repository)) {
    if (isOurs(name) && name !== 'data')
      await cp(join(repository, name), join(root, name), { recursive: true, filter: isOurs })
  }
  for (const folder of ['.', ...(await readdir(join(repository, 'apps'))).map((name) => `apps/${name}`)]) {
    const packages = join(repository, folder, 'node_modules')
    const names = (await readdir(packages).catch(() => [])).filter((name) => name !== '.cache')
    if (names.length === 0) continue
    await mkdir(join(root, folder, 'node_modules'))
    await promisify(execFile)('cp', ['-al', ...names, join(root, folder, 'node_modules')], { cwd: packages })
  }
  const path = `${join(root, 'node_modules/.bin')}:${inherited.PATH}`
  const run: SourceCopy['run'] = async (command, args) => {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      cwd: root,
      env: { ...inherited, PATH: path, NODE_ENV: 'development' },
    }).catch((error: unknown) => {
      const said = error instanceof Error && 'stdout' in error ? `${error.stdout}` : ''
      throw new Error(`${command} ${args.join(' ')} failed:\n${said}`, { cause: error })
    })
    return `${stdout}${stderr}`
  }
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--message', 'As it is'],
  ])
    await run('git', args)
  return {
    root,
    run,
    read: (file) => readFile(join(root, file), 'utf8'),
    write: (file, text) => writeFile(join(root, file), text),
    async replace(file, text) {
      await writeFile(join(root, `${file}.tmp`), text)
      await rename(join(root, `${file}.tmp`), join(root, file))
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
const author = ['-c', 'user.name=Plinth', '-c', 'user.email=plinth@example.com']

/** The real program of `npm run dev` in a copy. */
export interface DevProcess extends AsyncDisposable {
  readonly url: string
  readonly child: ChildProcess
  output(): string
}

export function spawnDev(root: string, settings: Record<string, string> & { PORT: string }): DevProcess {
  const child = spawn(process.execPath, [join(root, 'apps/web/src/dev.ts')], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, NODE_ENV: 'development', HOST: '127.0.0.1', DATA_DIR: join(root, 'data'), ...settings },
  })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  const exited = once(child, 'exit')
  return {
    url: `http://127.0.0.1:${settings.PORT}`,
    child,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
