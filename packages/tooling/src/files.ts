import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const notOurs = new Set(['.git', '.next', '.turbo', 'dist', 'node_modules', 'playwright-report', 'test-results'])

/** Paths of the files that belong to the repository, from its root, sorted. Works without git. */
export async function listFiles(root: string, folder = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const paths = entries
    .filter((entry) => !notOurs.has(entry.name) && join(folder, entry.name) !== 'data')
    .map(async (entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? await listFiles(root, path) : [path]
    })
  return (await Promise.all(paths)).flat().toSorted()
}
