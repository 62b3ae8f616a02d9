import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { openSchemaEngine } from '../migrate/schema-engine.ts'

// Replaces the native engine of Prisma's command line: JSON-RPC in lines. It uses the unmodified WASM engine and adapter of
// Prisma, so that the result of the real `prisma migrate` in a database can be compared with ours.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' } },
})
// `cli can-connect-to-database` reports its result by the exit code.
if (positionals[0] === 'cli') process.exit(0)

const datasource: { url: string } = JSON.parse(values.datasource ?? '')
const engine = await openSchemaEngine(new PrismaPg(datasource.url))

interface Call {
  id: number
  method: 'applyMigrations' | 'diagnoseMigrationHistory' | 'markMigrationApplied'
  params: Parameters<typeof engine.diagnoseMigrationHistory>[0] & { migrationName: string }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params }: Call = JSON.parse(line)
  const migrationsList = { ...params.migrationsList, shadowDbInitScript: '' }
  try {
    const result = await engine[method]({ ...params, migrationsList })
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    console.log(
      JSON.stringify({ jsonrpc: '2.0', id, error: { code: 4466, message, data: { is_panic: false, message } } }),
    )
  }
}
process.exit(0)
