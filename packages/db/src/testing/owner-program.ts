import { parseArgs } from 'node:util'
import pg from 'pg'
import { EmbeddedPostgres } from '../embedded/embedded-postgres.ts'

// A program that owns a data folder, for tests that kill it. It writes its progress as lines to standard output:
// `started URL`, `committed N` for each row, `drained` when it was asked to end and could still write, or `refused CODE MESSAGE`.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { uid: { type: 'string' }, writing: { type: 'boolean' } },
})
const [dataDir = ''] = positionals
const say = (line: string) => process.stdout.write(`${line}\n`)

// Privileges are dropped only after all modules are loaded: the user may not be able to read them.
if (values.uid !== undefined) {
  process.setgroups?.([])
  process.setgid?.(Number(values.uid))
  process.setuid?.(Number(values.uid))
}

const postgres = new EmbeddedPostgres({ dataDir, log: (line) => say(`log ${line}`) })

async function write(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO written (text) VALUES (gen_random_uuid()) RETURNING id',
  )
  say(`committed ${rows[0]?.id}`)
}

async function own(): Promise<void> {
  const { ownerUrl: url } = await postgres.start()
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => undefined)
  await pool.query('CREATE TABLE IF NOT EXISTS written (id int GENERATED ALWAYS AS IDENTITY, text text)')
  let isEnding = false
  process.once('SIGINT', () => {
    isEnding = true
  })
  say(`started ${url}`)
  const until = async (work: () => Promise<unknown>) => {
    while (!isEnding) await work()
  }
  const idle = () => new Promise((resume) => setTimeout(resume, 20))
  await Promise.all(values.writing ? Array.from({ length: 4 }, () => until(() => write(pool))) : [until(idle)])
  await write(pool)
  say('drained')
  await pool.end()
  await postgres.stop()
}

try {
  await own()
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  say(`refused ${code} ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
