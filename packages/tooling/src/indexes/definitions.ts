import { join } from 'node:path'
import { z } from 'zod'
import { run } from '../run.ts'

const names = z.array(z.string())

const fieldSchema = z.object({
  kind: z.string(),
  columns: names,
  comparators: names,
  /** For names: the relations that lead to them, and their column. */
  path: names.optional(),
  /** The relation in the model, if the field has another name. */
  relation: z.string().optional(),
  targetModel: z.string().optional(),
  /** For a computed field: its SQL in the form of an index expression. */
  expression: z.string().optional(),
  /** For a count: the relation whose rows it counts. */
  counts: z.string().optional(),
})
export type Field = z.infer<typeof fieldSchema>

const modelSchema = z.object({
  name: z.string(),
  table: z.string(),
  columns: z.record(z.string(), z.object({ isNullable: z.boolean(), values: names.optional() })),
  relations: z.record(z.string(), z.object({ model: z.string(), kind: z.string(), from: names, to: names })),
})
export type Model = z.infer<typeof modelSchema>

const definitionSchema = z.object({
  name: z.string(),
  model: z.string(),
  fields: z.record(z.string(), fieldSchema),
  filters: z.record(z.string(), z.object({ path: names, field: fieldSchema })),
  sorts: names,
  /** Fields that contain text for people. */
  readable: names,
  defaultSort: names,
  search: names,
  isSoft: z.boolean(),
  /** Columns that are unique among the rows outside of the trash. */
  liveUniques: z.array(z.object({ columns: names, constraint: z.string() })),
  /** The column by which each actor may read only their own rows. */
  owner: z.string().optional(),
})
export type Definition = z.infer<typeof definitionSchema>

const describedSchema = z.object({
  definitions: z.array(definitionSchema),
  models: z.record(z.string(), modelSchema),
})
export type Described = z.infer<typeof describedSchema>

/** The queries that a repository's resources allow. @throws Error with the output of the backend when it does not start */
export async function readDefinitions(root: string): Promise<Described> {
  const { exitCode, output } = await run({
    root,
    command: 'node',
    args: ['--no-warnings', join(root, 'packages/tooling/src/indexes/describe.ts')],
  })
  if (exitCode !== 0) throw new Error(`The resources could not be read:\n${output}`)
  return describedSchema.parse(JSON.parse(output))
}
