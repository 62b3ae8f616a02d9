import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { listFiles } from '../files.ts'
import { overBudget } from './budget.ts'
import { manyFeatures, measureTypes, type TypeCost } from './measure.ts'

const costSchema = z.object({ instantiations: z.number(), megabytes: z.number(), ms: z.number() })

const cacheSchema = z.object({
  key: z.string(),
  cost: z.object({
    today: costSchema,
    many: costSchema,
    count: z.literal(manyFeatures),
    perFeature: costSchema,
    consumer: costSchema,
  }),
})

/** The result of `measureTypes` for these sources: cached if no source has changed since the last measurement and that was within the budget. */
export async function knownTypeCost(root: string): Promise<TypeCost> {
  const path = join(root, 'node_modules/.cache/type-cost.json')
  const key = await keyOf(root)
  const known = await readFile(path, 'utf8').then(
    (text) => cacheSchema.safeParse(JSON.parse(text)).data,
    () => undefined,
  )
  if (known?.key === key && overBudget(known.cost).length === 0) return known.cost
  const cost = await measureTypes(root)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify({ key, cost }))
  return cost
}

/** A key of all sources on which the figures depend. */
async function keyOf(root: string): Promise<string> {
  const sources = /^(packages\/((core|db|platform|api)\/|tooling\/src\/type-cost\/)|package-lock\.json|tsconfig\.json)/
  const hash = createHash('sha256')
  for (const path of await listFiles(root)) {
    if (sources.test(path) && !path.endsWith('.test.ts')) hash.update(path).update(await readFile(join(root, path)))
  }
  return hash.digest('hex')
}
