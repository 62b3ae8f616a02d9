import type pg from 'pg'
import { processCpuNs, treeCpu, treeCpuBetween } from './cpu.ts'
import { settle } from './data.ts'
import type { LoadResult, LoadTask } from './load.ts'
import type { Load, Served } from './servers.ts'
import { type Program, programOf, type RoundTarget, targets } from './targets.ts'
import type { Workload } from './workloads.ts'

/** The programs and connections of a measurement. */
export interface Bench {
  servers: Record<Program, Served>
  load: Load
  /** A connection used only by the benchmark. */
  client: pg.Client
  /** Process id of Postgres. */
  postmaster: number
  connections: number
  seconds: number
  rounds: number
}

export interface Slice {
  requests: number
  /** Of the server and Postgres, per request. */
  cpuUs: number
  serverCpuUs: number
  postgresCpuUs: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
}

export type Round = Record<RoundTarget, Slice>

/** One round of one workload: all targets get the same questions, and the target that begins changes from round to round. */
export async function measureRound(bench: Bench, workload: Workload, round: number): Promise<Round> {
  const slices: Partial<Round> = {}
  const first = round % targets.length
  for (const target of [...targets.slice(first), ...targets.slice(0, first)]) {
    slices[target] = await measureSlice(bench, { target, workload: workload.name }, round)
    if (workload.isWrite) await settle(bench.client)
  }
  return slices as Round // every target has just been measured
}

/** Measures one target under one workload, after a warm-up of a quarter of the time. */
export async function measureSlice(
  bench: Bench,
  asked: Pick<LoadTask, 'target' | 'workload'>,
  round: number,
): Promise<Slice> {
  const { pid, port, below = [] } = bench.servers[programOf(asked.target)]
  const cpuNs = () => [pid, ...below].reduce((sum, each) => sum + processCpuNs(each), 0)
  const task = { ...asked, port, connections: bench.connections }
  await bench.load.run({ ...task, seed: round * 1_000 + 500, seconds: bench.seconds / 4 })
  const serverBefore = cpuNs()
  const postgresBefore = treeCpu(bench.postmaster)
  const result = await bench.load.run({ ...task, seed: round * 1_000, seconds: bench.seconds })
  const serverNs = cpuNs() - serverBefore
  const postgresNs = treeCpuBetween(postgresBefore, treeCpu(bench.postmaster))
  assertSuccess(result, `${typeof asked.workload === 'string' ? asked.workload : 'places'}, ${asked.target}`)
  return sliceOf(result, serverNs, postgresNs)
}

function assertSuccess({ failures, requests, sample }: LoadResult, what: string): void {
  if (failures === 0) return
  throw new Error(
    `${what}: ${failures} of ${requests} requests failed, the first with ${sample?.status}: ${sample?.body}`,
  )
}

function sliceOf({ requests, elapsedMs, p50Ms, p99Ms }: LoadResult, serverNs: number, postgresNs: number): Slice {
  const perRequestUs = (ns: number) => ns / requests / 1_000
  return {
    requests,
    cpuUs: perRequestUs(serverNs + postgresNs),
    serverCpuUs: perRequestUs(serverNs),
    postgresCpuUs: perRequestUs(postgresNs),
    requestsPerSecond: (requests / elapsedMs) * 1_000,
    p50Ms,
    p99Ms,
  }
}
