import type { Model } from '@plinth/db/model'
import { asOwner, createTestDatabase } from '@plinth/db/testing/create-test-database'
import { type ModelName, modelNames, randomSchema } from '@plinth/db/testing/random-schema'
import { type ScratchClient, type ScratchModels, scratchModels } from '@plinth/db/testing/scratch-models'
import { modelOf } from '@plinth/db/where'
import fc from 'fast-check'
import { readCredential } from '../identity/cookie.ts'
import type { Context } from '../kit/context.ts'
import { createSigner } from '../kit/signer.ts'
import { createContext } from '../transports/request.ts'
import { toPrisma } from './as-prisma.ts'
import { aUser } from './factories.ts'
import { type PlainRow, plainColumns, rowOf } from './random-values.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** Random models with rows, both in the server's database and in a second one that only Prisma uses. */
export interface RandomWorld extends AsyncDisposable {
  readonly seed: number
  readonly server: TestServer
  /** Prisma on the server's database. */
  readonly prisma: ScratchClient
  /** Prisma on the second database. */
  readonly other: ScratchClient
  readonly dbNull: object
  /** The context of a signed-in user, outside of HTTP. */
  context(idempotencyKey?: string): Context
  /** All rows of the models as Postgres returns them, without the times at which they were written; `isOther` for the second database. */
  tables(isOther?: boolean): Promise<Record<ModelName, Record<string, unknown>[]>>
  /** Ids of the initial rows. */
  readonly ids: Record<ModelName, string[]>
  /** Resets both databases to the initial rows; events are kept. */
  refill(): Promise<void>
}

const counts: Readonly<Record<ModelName, number>> = { Alder: 24, Birch: 30, Cedar: 40 }

const idOf = (model: ModelName, nth: number) =>
  `0192f00${modelNames.indexOf(model)}-0000-7000-8000-${String(nth).padStart(12, '0')}`

/** `seed` decides the models and their rows. */
export async function startRandomWorld(seed: number): Promise<RandomWorld> {
  await using parts = new AsyncDisposableStack()
  const server = parts.use(await startTestServer())
  const second = await createTestDatabase()
  parts.defer(second.drop)
  const ownerUrl = asOwner(server.databaseUrl)
  const models = await scratchModels(randomSchema(seed), ownerUrl)
  parts.defer(models.remove)
  const [prisma, other] = [ownerUrl, second.ownerUrl].map((url) => models.connect(url)) as [
    ScratchClient,
    ScratchClient,
  ] // two addresses
  parts.defer(() => other.$disconnect())
  parts.defer(() => prisma.$disconnect())
  const rows = randomRows(seed)
  for (const client of [prisma, other])
    for (const statement of statementsOf(models)) await client.$executeRawUnsafe(statement)
  const refill = async () => {
    for (const client of [prisma, other]) {
      await client.$executeRawUnsafe(`truncate ${modelNames.map((name) => `"${modelOf(name).table}"`).join(', ')}`)
      for (const model of modelNames)
        await client[model.toLowerCase()]?.createMany({ data: rows[model].map((row) => prismaRow(row, models.dbNull)) })
    }
  }
  await refill()
  const user = await aUser(server)
  const services = { ...server.services, signer: createSigner('key') }
  const running = parts.move()
  return {
    seed,
    server,
    prisma,
    other,
    dbNull: models.dbNull,
    context: (idempotencyKey) =>
      createContext(services, {
        requestId: 'request',
        caller: { address: 'in-process', userAgent: undefined },
        credential: readCredential(user.client.headers(), false),
        idempotencyKey,
        cookie: { assertWritable: () => undefined, write: () => undefined },
        log: { procedures: [], actor: '', error: undefined, sql: undefined, fault: () => undefined },
      }),
    async tables(isOther = false) {
      const told = modelNames.map(async (name) => {
        const { table, columns } = modelOf(name)
        // JavaScript would round these values.
        const exact = Object.keys(columns).filter((column) => columns[column]?.type === 'BigInt')
        const texts = exact.map((column) => ` || jsonb_build_object('${column}', "${column}"::text)`).join('')
        const sql = `select to_jsonb(t) - 'createdAt' - 'updatedAt'${texts} as "row" from "${table}" t order by id`
        const found = isOther
          ? await other.$queryRawUnsafe<{ row: PlainRow }[]>(sql)
          : await server.rows<{ row: PlainRow }>(sql)
        return [name, found.map(({ row }) => row)] as const
      })
      return Object.fromEntries(await Promise.all(told)) as Record<ModelName, PlainRow[]> // of all models
    },
    ids: Object.fromEntries(modelNames.map((name) => [name, rows[name].map(({ id }) => String(id))])) as Record<
      ModelName,
      string[]
    >, // of all models
    refill,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const statementsOf = ({ sql }: ScratchModels) =>
  sql
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')

/** Values in the form of Prisma's `data`. */
export function prismaRow(row: PlainRow, dbNull: object): PlainRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value === null && column.startsWith('json') ? dbNull : toPrisma(column, value),
    ]),
  )
}

function randomRows(seed: number): Record<ModelName, PlainRow[]> {
  const rows = modelNames.map((name) => {
    const model = modelOf(name)
    const drawn = fc.sample(fc.tuple(rowOf(model), fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), fc.nat(3)), {
      seed: seed + modelNames.indexOf(name),
      numRuns: counts[name],
    })
    const made = drawn.map(([row, chosen, removed], nth) => {
      const references = Object.values(model.relations)
        .filter(({ kind }) => kind !== 'many')
        .map(({ model: to, from: [column = ''] }, at): [string, string | null] => {
          const there = to as ModelName // relations lead to random models
          const isNullable = model.columns[column]?.isNullable === true
          const count = to === name ? Math.min(nth, 6) : counts[there]
          const isNone = isNullable && (count === 0 || (chosen[at] ?? 0) % 3 === 0)
          return [column, isNone ? null : idOf(there, (chosen[at] ?? 0) % count)]
        })
      const filled = Object.fromEntries(
        // The database's clock would give the two databases different times.
        Object.entries({ ...timesOf(model), ...row }).concat(references, [
          ['id', idOf(name, nth)],
          ['removedAt', removed === 0 ? new Date(0) : null],
        ]),
      )
      return filled
    })
    return [name, made] as const
  })
  const all = Object.fromEntries(rows) as Record<ModelName, PlainRow[]> // of all models
  return all
}

/** One fixed time for each column that holds a time. */
export const timesOf = (model: Model) =>
  Object.fromEntries(
    plainColumns(model)
      .filter(({ kind }) => kind === 'instant')
      .map(({ name }) => [name, new Date(7)]),
  )
