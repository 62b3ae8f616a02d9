import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type SpawnedServer, spawnServer } from '@plinth/api/testing/spawn-server'

const exec = promisify(execFile)
const root = resolve(import.meta.dirname, '../../../..')

/** Whether the repository contains this commit: a shallow clone or a copy without git may not. */
export async function hasCommit(commit: string): Promise<boolean> {
  return exec('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root }).then(
    () => true,
    () => false,
  )
}

/** Starts the backend of an earlier commit, without pages, on an empty database that it migrates itself; with today's third-party packages. */
export async function startPreviousServer(commit: string, databaseUrl: string): Promise<SpawnedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-previous-'))
  await unpack(commit, folder)
  await linkPackages(folder)
  const env = { DATABASE_URL: databaseUrl }
  await exec(process.execPath, [join(folder, 'packages/db/src/cli.ts'), 'migrate'], { cwd: folder, env })
  const server = await spawnServer(databaseUrl, { folder: join(folder, 'packages/api/src/testing') })
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function unpack(commit: string, folder: string): Promise<void> {
  const archive = spawn('git', ['archive', commit, 'package.json', 'packages', 'prisma'], { cwd: root })
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] })
  archive.stdout.pipe(tar.stdin)
  // tar may exit first: git's exit code is known only when git has exited.
  const codes = await Promise.all([archive, tar].map(async (child) => (await once(child, 'close'))[0] as unknown))
  if (codes.some((code) => code !== 0)) throw new Error(`The commit ${commit} could not be unpacked.`)
}

/** Links third-party packages to those of this working tree, and our own to those of the folder. */
async function linkPackages(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@plinth'), { recursive: true })
  const others = (await readdir(join(root, 'node_modules'))).filter((name) => name !== '@plinth' && name !== '.cache')
  await Promise.all(others.map((name) => symlink(join(root, 'node_modules', name), join(modules, name))))
  for (const name of await readdir(join(folder, 'packages'))) {
    await symlink(join(folder, 'packages', name), join(modules, '@plinth', name))
    const own = await readdir(join(root, 'packages', name, 'node_modules')).catch(() => [])
    if (own.length > 0)
      await symlink(join(root, 'packages', name, 'node_modules'), join(folder, 'packages', name, 'node_modules'))
  }
}
