import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '@plinth/db/open'
import pg from 'pg'
import { measureColdStart } from './cold-start.ts'
import { goalsOfConduit, measureConduit } from './conduit.ts'
import { parentOf, residentBytes } from './cpu.ts'
import { articleCount, bodyLength, fill, settle, userCount } from './data.ts'
import { measureFair } from './fair.ts'
import { type Figures, figuresOf, geometricMean, goalsOf, type WorkloadFigures } from './figures.ts'
import { type Flags, readFlags } from './flags.ts'
import { type Bench, measureRound, type Round } from './measure.ts'
import { measurePlaces } from './place-figures.ts'
import { endAll } from './processes.ts'
import { report } from './report.ts'
import { startConduit, startFloor, startLoad, startPlinth } from './servers.ts'
import { goalsOfTransfer, measureTransfer } from './transfer.ts'
import { verify } from './verify.ts'
import { workloads } from './workloads.ts'

// Compares Plinth with everything enabled, over tRPC and over REST, with the floor: a bare node:http and pg server that answers the same questions
// from the same database.
const poolSize = 10
const connections = 16
const say = (line: string) => process.stdout.write(`${line}\n`)

async function open(parts: AsyncDisposableStack, dir: string, { rounds, seconds, profileDir }: Flags): Promise<Bench> {
  say(`Fills an embedded Postgres with ${userCount} users and ${articleCount} articles …`)
  const opening = openDatabase({
    url: undefined,
    dataDir: join(dir, 'shared'),
    log: () => undefined,
    warn: () => undefined,
  })
  parts.defer(async () => (await opening.catch(() => undefined))?.stop()) // also when the program is stopped during the start
  const { url, creatorUrl } = await opening
  // Only a superuser may run a checkpoint.
  const client = new pg.Client(creatorUrl)
  await client.connect()
  parts.defer(() => client.end())
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as "pid"')
  await fill(client)
  await settle(client)

  parts.defer(() => endAll())
  const load = await startLoad()
  const floor = await startFloor(url, poolSize)
  const logFile = join(dir, 'plinth.log')
  const plinth = await startPlinth({ databaseUrl: url, connections: poolSize, dataDir: dir, logFile, profileDir })
  const postmaster = parentOf(rows[0]?.pid ?? 0)
  const conduit = await startConduit(plinth)
  return { servers: { plinth, floor, conduit }, load, client, postmaster, connections, seconds, rounds }
}

async function measureAll(bench: Bench, only: readonly string[]): Promise<WorkloadFigures[]> {
  const figures: WorkloadFigures[] = []
  for (const workload of workloads.filter(({ name }) => only.includes(name))) {
    await verify(bench, workload)
    const rounds: Round[] = []
    for (let round = 0; round < bench.rounds; round++) rounds.push(await measureRound(bench, workload, round))
    const done = figuresOf(workload, rounds)
    figures.push(done)
    const [share, rest] = [done.share.cpu.median * 100, done.restCost.median * 100]
    say(`${workload.about}: ${share.toFixed(0)} % of the floor in CPU; REST takes ${rest.toFixed(0)} % of tRPC`)
  }
  return figures
}

async function main(flags: Flags, parts: AsyncDisposableStack): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), 'plinth-bench-'))
  parts.defer(() => rm(dir, { recursive: true, force: true }))
  await chmod(dir, 0o755) // Postgres may run as another account
  const bench = await open(parts, dir, flags)
  const measured = await measureAll(bench, flags.only)
  const conduit = await measureConduit(bench, flags.only)
  const memoryAfterLoadMb = residentBytes(bench.servers.plinth.pid) / 1_000_000
  const places = flags.only.includes('places') ? await measurePlaces(bench) : undefined
  const { rows } = await bench.client.query<{ version: string }>(
    `select current_setting('server_version') as "version"`,
  )
  const fair = flags.only.includes('fair') ? await measureFair(bench) : undefined
  const { port, pid } = bench.servers.plinth
  const transfer = flags.only.includes('transfer')
    ? await measureTransfer({ url: `http://localhost:${port}`, pid, client: bench.client })
    : undefined
  await endAll()

  const isStarted = flags.only.includes('start') && flags.profileDir === undefined
  if (isStarted) say('Starts it as a person does …')
  const coldStart = !isStarted
    ? undefined
    : await measureColdStart({
        dataDir: join(dir, 'own'),
        logFile: join(dir, 'start.log'),
        times: flags.isQuick ? 1 : 3,
      })
  const figures = {
    machine: {
      node: process.version,
      postgres: rows[0]?.version ?? '',
      processor: cpus()[0]?.model.trim() ?? '',
      cores: availableParallelism(),
    },
    settings: {
      users: userCount,
      articles: articleCount,
      bodyLength,
      connections,
      poolSize,
      rounds: bench.rounds,
      seconds: bench.seconds,
    },
    workloads: measured,
    geometricMean: {
      cpu: geometricMean(measured.map(({ share }) => share.cpu.median)),
      requestsPerSecond: geometricMean(measured.map(({ share }) => share.requestsPerSecond.median)),
      restCost: geometricMean(measured.map(({ restCost }) => restCost.median)),
    },
    memoryAfterLoadMb,
    places,
    fair,
    coldStart,
  }
  const ofTransfer = transfer ? goalsOfTransfer(transfer) : []
  return { ...figures, goals: [...goalsOf(figures), ...goalsOfConduit(conduit), ...ofTransfer] }
}

if (process.platform !== 'linux') {
  process.stderr.write('The benchmark reads CPU time from /proc, which only Linux has.\n')
  process.exit(1)
}
const parts = new AsyncDisposableStack()
let isStopping = false
const onSignal = () => {
  isStopping = true // later failures are consequences of stopping
  void endAll()
    .then(() => parts.disposeAsync())
    .finally(() => process.exit(130))
}
process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
try {
  const flags = readFlags(process.argv.slice(2))
  const figures = await main(flags, parts)
  say(`\n${report(figures)}`)
  if (flags.jsonFile !== undefined) await writeFile(resolve(flags.jsonFile), `${JSON.stringify(figures, null, 2)}\n`)
} catch (error) {
  if (!isStopping) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = isStopping ? 130 : 1
} finally {
  await parts.disposeAsync()
}
