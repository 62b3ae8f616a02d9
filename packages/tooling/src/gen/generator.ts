import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Generates files from other files of the repository. */
export interface Generator {
  readonly name: string
  /** Folders that contain only its output: other files there are removed. */
  readonly folders: readonly string[]
  /** Path from the root → content. Throws an error that describes a problem in the source. */
  generate(root: string): Promise<Map<string, string>>
}

export interface Drift {
  readonly path: string
  readonly kind: 'changed' | 'missing' | 'left over'
  /** The expected content; null if the file must be removed. */
  readonly content: string | null
}

/** The files that differ from the generator's output. */
export async function findDrift(generator: Generator, root: string): Promise<Drift[]> {
  const wanted = await generator.generate(root)
  const drifts: Drift[] = []
  for (const [path, content] of wanted) {
    const current = await readFile(join(root, path), 'utf8').catch(() => null)
    if (current !== content) drifts.push({ path, kind: current === null ? 'missing' : 'changed', content })
  }
  for (const folder of generator.folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name).slice(join(root, '/').length)
      if (entry.isFile() && !wanted.has(path)) drifts.push({ path, kind: 'left over', content: null })
    }
  }
  return drifts
}

/** Writes or removes the file to match the generator's output. */
export async function mend(drift: Drift, root: string): Promise<void> {
  const path = join(root, drift.path)
  if (drift.content === null) return rm(path)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, drift.content)
}
