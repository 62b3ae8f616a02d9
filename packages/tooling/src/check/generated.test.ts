import { afterAll, beforeAll, expect, test } from 'vitest'
import { boundaries } from '../gen/boundaries.ts'
import { findDrift, type Generator, mend } from '../gen/generator.ts'
import { prisma } from '../gen/prisma.ts'
import { registry } from '../gen/registry.ts'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { generatedBy } from './generated.ts'

let copy: RepositoryCopy

beforeAll(async () => {
  copy = await copyRepository()
  await mendAll(registry)
  await mendAll(boundaries)
})

afterAll(async () => await copy[Symbol.asyncDispose]())

async function mendAll(generator: Generator): Promise<void> {
  for (const drift of await findDrift(generator, copy.root)) await mend(drift, copy.root)
}

test('finds a model that changed and files that are edited, missing or left over, and nothing once written', async () => {
  await copy.edit('prisma/models/tags.prisma', 'model Tag {', 'model Tag {\n  colour String?')
  await copy.edit('packages/db/src/generated/prisma/client.ts', 'export', 'export /* edited */')
  await copy.remove('packages/db/src/generated/prisma/models/Article.ts')
  await copy.write('packages/db/src/generated/prisma/models/Gone.ts', 'export {}\n')
  const drifts = await findDrift(prisma, copy.root)
  const found = drifts.map(({ path, kind }) => `${path.replace('packages/db/src/generated/', '')} is ${kind}`)
  expect(found).toContain('kysely/types.ts is changed')
  expect(found).toContain('prisma/models/Tag.ts is changed')
  expect(found).toContain('prisma/client.ts is changed')
  expect(found).toContain('prisma/models/Article.ts is missing')
  expect(found).toContain('prisma/models/Gone.ts is left over')
  for (const drift of drifts) await mend(drift, copy.root)
  expect(await generatedBy([prisma]).run(copy.root)).toEqual([])
})

test('finds a noun that the registry does not have', async () => {
  expect(await generatedBy([registry]).run(copy.root)).toEqual([])
  await copy.write('packages/api/src/features/reading-lists.ts', 'export const readingLists = {}\n')
  await copy.write('packages/api/src/features/reading-lists.test.ts', '')
  expect(await generatedBy([registry]).run(copy.root)).toContain('packages/api/src/registry.ts is changed')
  const content = (await registry.generate(copy.root)).get('packages/api/src/registry.ts')
  expect(content).toContain("import { readingLists } from './features/reading-lists.ts'\n")
  expect(content).toContain('  readingLists: typeof readingLists\n')
  expect(content).not.toContain('test')
})

test('the samples of a noun are in the registry that tests read alone, and those of no noun are refused', async () => {
  await copy.write('packages/api/src/features/testing/reading-lists.ts', 'export const readingLists = {}\n')
  const files = await registry.generate(copy.root)
  expect(files.get('packages/api/src/testing/samples-registry.ts')).toContain(
    "import { readingLists } from '../features/testing/reading-lists.ts'\n",
  )
  expect(files.get('packages/api/src/registry.ts')).not.toContain('testing')
  await copy.write('packages/api/src/features/testing/gone.ts', 'export const gone = {}\n')
  await expect(registry.generate(copy.root)).rejects.toThrow('features/testing/gone.ts belongs to no feature')
  await copy.remove('packages/api/src/features/testing/gone.ts')
})

test('refuses a noun that stands twice', async () => {
  await copy.write('packages/api/src/system/reading-lists.ts', 'export const readingLists = {}\n')
  await expect(registry.generate(copy.root)).rejects.toThrow('readingLists is both in features and in system')
})

test('finds rules of Biome that are not those of the table', async () => {
  expect(await generatedBy([boundaries]).run(copy.root)).toEqual([])
  await copy.edit('packages/tooling/generated/boundaries.json', '"!@plinth/core"', '"!@plinth/api"')
  expect(await generatedBy([boundaries]).run(copy.root)).toContain(
    'packages/tooling/generated/boundaries.json is changed',
  )
})
