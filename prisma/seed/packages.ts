import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const workspaces = z.object({ workspaces: z.array(z.string()).default([]) })

/** The folder of each package in node_modules of a repository and of its workspaces, nested ones included, in the order of their paths. */
export async function* packageFolders(root: string): AsyncGenerator<string> {
  const { workspaces: patterns } = workspaces.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const folders: string[] = []
  for await (const folder of glob(patterns, { cwd: root })) folders.push(folder)
  for (const folder of ['.', ...folders.toSorted()]) yield* packagesIn(join(root, folder, 'node_modules'))
}

async function* packagesIn(folder: string): AsyncGenerator<string> {
  for (const name of await foldersIn(folder)) {
    const found = join(folder, name)
    const packages = name.startsWith('@') ? (await foldersIn(found)).map((scoped) => join(found, scoped)) : [found]
    for (const one of packages) {
      yield one
      yield* packagesIn(join(one, 'node_modules'))
    }
  }
}

/** Links are skipped: they point to our own packages. */
async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    return folders.map((entry) => entry.name).toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
