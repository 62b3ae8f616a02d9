import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { root } from '../env.ts'
import { models } from '../generated/models.ts'
import { MigrationAdapter } from '../migrate/migration-adapter.ts'
import { noFilters, openSchemaEngine } from '../migrate/schema-engine.ts'
import type { Model } from '../model.ts'

/** One model of a Prisma client that was generated for a test. */
export interface ScratchDelegate {
  findMany(query?: object): Promise<Record<string, unknown>[]>
  findFirst(query: object): Promise<Record<string, unknown> | null>
  create(query: object): Promise<Record<string, unknown>>
  createMany(query: object): Promise<{ count: number }>
  updateMany(query: object): Promise<{ count: number }>
  deleteMany(query: object): Promise<{ count: number }>
}

/** Delegates by the name of their model in lower case. */
export type ScratchPrisma = Readonly<Record<string, ScratchDelegate>>

export type ScratchClient = ScratchPrisma & {
  $transaction<Result>(work: (tx: ScratchPrisma) => Promise<Result>): Promise<Result>
  $disconnect(): Promise<void>
  $queryRawUnsafe<Rows>(sql: string): Promise<Rows>
  $executeRawUnsafe(sql: string): Promise<number>
}

export interface ScratchModels {
  /** The statements that create the tables. */
  readonly sql: string
  /** A client for a database that has these tables. */
  connect(url: string): ScratchClient
  /** The value that Prisma's client requires for null in a JSON column. */
  readonly dbNull: object
  /** Deletes the generated client. */
  remove(): Promise<void>
}

/**
 * Creates models that are not part of the product: their tables, their descriptions among the models that resources use, and a Prisma client
 * for comparison. `url` is a server that is used to work out the tables; nothing is changed there.
 */
export async function scratchModels(schema: string, url: string): Promise<ScratchModels> {
  const datasource = `datasource db {\n  provider = "postgresql"\n}\n`
  const sql = await tablesOf(`${datasource}${schema}`, url)
  await describe(`${datasource}${schema}`)
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'scratch-models-'))
  const generator = `generator client {\n  provider = "prisma-client-js"\n  output = "./client"\n}\n`
  await writeFile(join(folder, 'schema.prisma'), `${generator}${datasource}${schema}`)
  const require = createRequire(import.meta.url)
  const program = join(dirname(require.resolve('prisma/package.json')), 'build/index.js')
  await promisify(execFile)(process.execPath, [program, 'generate', '--no-hints', '--schema', 'schema.prisma'], {
    cwd: folder,
    // Prisma requires the engine's file to exist, but does not run it.
    env: {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
  const { PrismaClient, Prisma } = require(join(folder, 'client/index.js'))
  return {
    sql,
    connect: (at) =>
      new PrismaClient({
        adapter: new PrismaPg(new pg.Pool({ connectionString: at, max: 2 }), { disposeExternalPool: true }),
      }),
    dbNull: Prisma.DbNull,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function tablesOf(schema: string, url: string): Promise<string> {
  const adapter = new MigrationAdapter({ url, lockTimeoutMs: 0 })
  const engine = await openSchemaEngine(adapter)
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      filters: noFilters,
    })
    return stdout ?? ''
  } finally {
    engine.free()
    await adapter.close()
  }
}

interface Describer {
  modelsOf(files: readonly (readonly [string, string])[], enums: string): string
}

/** Adds the descriptions of the models to those of the product's models. */
async function describe(schema: string): Promise<void> {
  // The generator's file is not among the files that this package compiles; it exports this function.
  const { modelsOf } = (await import(pathToFileURL(join(root, 'packages/tooling/src/gen/models.ts')).href)) as Describer
  const text = modelsOf([['schema.prisma', schema]], './enums.ts')
  const data = text.slice(text.indexOf('export const models')).replace(/: Record<string, Model>/, '')
  const made = await import(`data:text/javascript,${encodeURIComponent(data)}`)
  Object.assign(models, made.models as Record<string, Model>) // as the generator writes it
}
