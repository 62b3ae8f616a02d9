import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { listFiles } from '../files.ts'
import { linesOf, overBudget } from '../type-cost/budget.ts'
import { manyFeatures, measureTypes, type TypeCost } from '../type-cost/measure.ts'
import type { Check } from './check.ts'

/** Whether a backend of a hundred features, and its clients, are still checked in little time. Measured again when a source has changed. */
export const typeCost: Check = {
  name: 'cost of types',
  isAlone: true,
  async run(root, tell) {
    const cost = await knownOrMeasured(root)
    for (const line of linesOf(cost)) tell?.(line)
    return overBudget(cost)
  },
}

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

async function knownOrMeasured(root: string): Promise<TypeCost> {
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

/** Of all that the figures depend on. */
async function keyOf(root: string): Promise<string> {
  const sources = /^(packages\/((core|db|platform|api)\/|tooling\/src\/type-cost\/)|package-lock\.json|tsconfig\.json)/
  const hash = createHash('sha256')
  for (const path of await listFiles(root)) {
    if (sources.test(path) && !path.endsWith('.test.ts')) hash.update(path).update(await readFile(join(root, path)))
  }
  return hash.digest('hex')
}
