import { expect, test } from 'vitest'
import { root } from '../root.ts'
import { linesOf, overBudget } from './budget.ts'
import { declarationsNaming } from './declarations-naming.ts'
import { knownTypeCost } from './known.ts'
import { assertLightDeclarations } from './measure.ts'

/** Each measurement compiles the packages several times, on machines that may be busy. */
const timeout = 300_000

test('a hundred features, each of them, and a client cost no more than they may', { timeout }, async () => {
  const cost = await knownTypeCost(root)
  expect(overBudget(cost)).toEqual([])
  expect(linesOf(cost)).toHaveLength(4)
  // If the compiler ignored the generated features, they would cost nothing.
  expect(cost.perFeature.instantiations).toBeGreaterThan(500)
  expect(cost.consumer.instantiations).toBeGreaterThan(5_000)
})

test('a type by whose name consumers would read the backend is found', { timeout }, async () => {
  const row = 'packages/api/src/kit/resource/row.ts'
  const asserted = assertLightDeclarations(root, 20, async (copy) => {
    await copy.edit(
      row,
      'type Flat<T> = T extends infer Known ?',
      'type Flat<T> = true extends true ? T : T extends infer Known ?',
    )
    await copy.edit(
      row,
      'export type Row<M extends ModelName, F, Names extends keyof F> = Flat<{ [K in Names]: OutputOf<M, K, F[K]> }>',
      'export type Row<M extends ModelName, F, Names extends keyof F> = { [K in Names]: OutputOf<M, K, F[K]> }',
    )
  })
  // Its name is in the declarations of features, and leads a consumer from there to all its types.
  await expect(asserted).rejects.toThrow(
    /Consumers of the router read node_modules\/(zod|kysely)\/.* because of packages\/api\/dist\/(features|system)\/[\w-]+\.d\.ts → .* → /,
  )
})

test('declarations are found by what they name of another file, however it is imported', () => {
  const text = `import { z } from 'zod';
import type { Row } from "../kit/row.ts";
declare const own: z.ZodObject<{
    at: z.ZodString;
}>;
export type Own = typeof own;
export declare const plain: { size: number };
export declare const nouns: {
    get: import("../kit/procedure-types.ts").ReadProcedure<Row>;
};
`
  expect(declarationsNaming(text, '/r/node_modules/zod/v4/classic/external.d.cts')).toEqual(['`own` (z.ZodObject)'])
  expect(declarationsNaming(text, 'packages/api/dist/kit/row.d.ts')).toEqual(['`nouns` (Row)'])
  expect(declarationsNaming(text, 'packages/api/dist/kit/procedure-types.d.ts')).toEqual([
    '`nouns` (import("../kit/procedure-types.ts").ReadProcedure)',
  ])
})

test('a feature that costs more is named, with what it costs and may cost', () => {
  const cheap = { instantiations: 1, megabytes: 1, ms: 1 }
  const cost = { today: cheap, many: cheap, count: 100, perFeature: cheap, consumer: cheap }
  expect(overBudget(cost)).toEqual([])
  expect(overBudget({ ...cost, perFeature: { instantiations: 5_001, megabytes: 4.1, ms: 1e6 } })).toMatchObject([
    expect.stringContaining('One more feature costs 5,001 instantiations to check, and may cost 5000.'),
    expect.stringContaining('4.1 megabytes'),
  ])
  expect(overBudget({ ...cost, many: { ...cheap, megabytes: 501 } })).toHaveLength(1)
})
