import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listFiles } from '../files.ts'
import { root as repository } from '../root.ts'
import { run } from '../run.ts'

/** A copy of the repository into which a test can introduce faults. */
export interface RepositoryCopy extends AsyncDisposable {
  readonly root: string
  write(path: string, content: string): Promise<void>
  /** Replaces a text that must occur. */
  edit(path: string, before: string, after: string): Promise<void>
  remove(path: string): Promise<void>
  /** Commits the current state of all files; a copy starts without a history. */
  commit(): Promise<void>
}

/** Copies the files of the repository; third-party packages are linked, and our own are those of the copy. */
export async function copyRepository(root = repository): Promise<RepositoryCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'plinth-copy-'))
  const paths = await listFiles(root)
  await Promise.all(paths.map((path) => cp(join(root, path), join(copy, path))))
  await linkPackages(root, copy)
  return {
    root: copy,
    write: async (path, content) => {
      await mkdir(dirname(join(copy, path)), { recursive: true })
      await writeFile(join(copy, path), content)
    },
    edit: async (path, before, after) => {
      const content = await readFile(join(copy, path), 'utf8')
      if (!content.includes(before)) throw new Error(`${path} does not hold ${before}`)
      await writeFile(join(copy, path), content.replace(before, after))
    },
    remove: (path) => rm(join(copy, path)),
    commit: async () => {
      const who = ['-c', 'user.name=Plinth', '-c', 'user.email=plinth@example.com']
      for (const args of [
        ['init', '--quiet'],
        ['add', '--all'],
        [...who, 'commit', '--quiet', '--message', 'As it is'],
      ]) {
        const { exitCode, output } = await run({ root: copy, command: 'git', args })
        if (exitCode !== 0) throw new Error(`git ${args.join(' ')} ended with ${exitCode}:\n${output}`)
      }
    },
    [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }),
  }
}

async function linkPackages(root: string, copy: string): Promise<void> {
  const ours = join(copy, 'node_modules/@plinth')
  await mkdir(ours, { recursive: true })
  const names = await readdir(join(root, 'node_modules'))
  const others = names.filter((name) => name !== '@plinth' && name !== '.cache')
  await Promise.all(others.map((name) => symlink(join(root, 'node_modules', name), join(copy, 'node_modules', name))))
  for (const group of ['apps', 'packages']) {
    for (const name of await readdir(join(copy, group))) {
      await symlink(join(copy, group, name), join(ours, name))
      const own = join(root, group, name, 'node_modules')
      const isThere = await readdir(own).then(
        () => true,
        () => false,
      )
      if (isThere) await symlink(own, join(copy, group, name, 'node_modules'))
    }
  }
}
