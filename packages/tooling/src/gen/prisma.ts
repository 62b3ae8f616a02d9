import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { run } from '../run.ts'
import type { Generator } from './generator.ts'

const folder = 'packages/db/src/generated'
const folders = [`${folder}/prisma`, `${folder}/kysely`]

/** The Prisma client and the Kysely types, from prisma/. */
export const prisma: Generator = {
  name: 'Prisma client and Kysely types',
  folders,
  async generate(root) {
    const cache = join(root, 'node_modules/.cache')
    await mkdir(cache, { recursive: true })
    // Written to a temporary folder near the generators' packages, so that a check does not change the working tree.
    const copy = await mkdtemp(join(cache, 'gen-'))
    try {
      const isModel = (path: string) => !relative(join(root, 'prisma'), path).match(/^(migrations|seed)/)
      await cp(join(root, 'prisma'), join(copy, 'prisma'), { recursive: true, filter: isModel })
      const { exitCode, output } = await run({
        root,
        command: 'prisma',
        args: ['generate', '--no-hints', '--schema', join(copy, 'prisma')],
        // Prisma requires the engine's file to exist, but does not run it.
        env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      })
      if (exitCode !== 0) throw new Error(`prisma generate failed:\n${output}`)
      return await readTree(copy, folder)
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  },
}

async function readTree(copy: string, top: string): Promise<Map<string, string>> {
  const entries = await readdir(join(copy, top), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = files.toSorted().map(async (path): Promise<[string, string]> => {
    const content = await readFile(path, 'utf8')
    if (content.includes(copy)) throw new Error(`${relative(copy, path)} holds a path of this machine.`)
    return [relative(copy, path), content]
  })
  return new Map(await Promise.all(contents))
}
