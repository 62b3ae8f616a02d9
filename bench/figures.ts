import type { ColdStart } from './cold-start.ts'
import type { FairFigures } from './fair.ts'
import type { Round, Slice } from './measure.ts'
import type { PlaceFigures } from './place-figures.ts'
import { medians, type Spread, spread } from './spread.ts'
import type { RoundTarget } from './targets.ts'
import type { Workload } from './workloads.ts'

export interface WorkloadFigures {
  name: string
  about: string
  /** Medians of the rounds. */
  slices: Readonly<Record<RoundTarget, Slice>>
  /** The share of the floor's performance that tRPC reaches: 1 means as cheap, or as fast, as the floor. */
  share: { cpu: Spread; requestsPerSecond: Spread }
  /** CPU time of REST as a multiple of that of tRPC. */
  restCost: Spread
  rounds: readonly Round[]
}

/** A goal, and the measured value. */
export interface Goal {
  name: string
  wanted: string
  measured: string
  isReached: boolean
}

export interface Figures {
  machine: Record<string, string | number>
  settings: Record<string, number>
  workloads: readonly WorkloadFigures[]
  /** Over all workloads: shares of the floor, and the cost of REST. */
  geometricMean: { cpu: number; requestsPerSecond: number; restCost: number }
  memoryAfterLoadMb: number
  places: PlaceFigures | undefined
  fair: FairFigures | undefined
  coldStart: ColdStart | undefined
  goals: readonly Goal[]
}

export function figuresOf({ name, about }: Workload, rounds: readonly Round[]): WorkloadFigures {
  const cpu = rounds.map(({ trpc, floor }) => floor.cpuUs / trpc.cpuUs)
  const requestsPerSecond = rounds.map(({ trpc, floor }) => trpc.requestsPerSecond / floor.requestsPerSecond)
  const mediansOf = (target: RoundTarget) => medians(rounds.map((round) => round[target]))
  return {
    name,
    about,
    slices: { trpc: mediansOf('trpc'), rest: mediansOf('rest'), floor: mediansOf('floor') },
    share: { cpu: spread(cpu), requestsPerSecond: spread(requestsPerSecond) },
    restCost: spread(rounds.map(({ trpc, rest }) => rest.cpuUs / trpc.cpuUs)),
    rounds,
  }
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** Start time on initialised data, in milliseconds. */
const initialisedMs = ({ initialisedMs }: ColdStart) => spread(initialisedMs).median

const percent = (share: number) => `${(share * 100).toFixed(0)} %`

/** Plinth's performance goals, with the measured values. */
export function goalsOf({
  workloads,
  geometricMean,
  memoryAfterLoadMb,
  places,
  fair,
  coldStart,
}: Omit<Figures, 'goals'>) {
  return [
    ...(workloads.length > 0 ? workloadGoals(workloads, geometricMean) : []),
    goal(
      'memory of the server after load',
      { wanted: 'at most 300 MB', measured: `${memoryAfterLoadMb.toFixed(0)} MB` },
      memoryAfterLoadMb <= 300,
    ),
    ...(places ? placeGoals(places) : []),
    ...(fair ? fairGoals(fair) : []),
    ...(coldStart ? startGoals(coldStart) : []),
  ]
}

function workloadGoals(workloads: readonly WorkloadFigures[], { cpu, restCost }: Figures['geometricMean']): Goal[] {
  const least = Math.min(...workloads.map(({ share }) => share.cpu.median))
  const dearest = Math.max(...workloads.map((workload) => workload.restCost.median))
  const most = { wanted: 'at most 125 % of tRPC' }
  return [
    goal('CPU, geometric mean', { wanted: 'at least 45 %', measured: percent(cpu) }, cpu >= 0.45),
    goal('CPU, lowest workload', { wanted: 'at least 30 %', measured: percent(least) }, least >= 0.3),
    goal('CPU of REST, geometric mean', { ...most, measured: percent(restCost) }, restCost <= 1.25),
    goal('CPU of REST, dearest workload', { ...most, measured: percent(dearest) }, dearest <= 1.25),
  ]
}

function placeGoals({ rows, deepPageCost, search: { p50Ms, p99Ms } }: PlaceFigures): Goal[] {
  const of = `${rows.toLocaleString('en')} rows`
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return [
    goal(
      `page 5,000 of ${of}, by cursor`,
      { wanted: 'at most 1.5 × page 1', measured: `${deepPageCost.toFixed(2)} ×` },
      deepPageCost <= 1.5,
    ),
    goal(`search of ${of}, p50`, { wanted: 'at most 20 ms', measured: ms(p50Ms) }, p50Ms <= 20),
    goal(`search of ${of}, p99`, { wanted: 'at most 100 ms', measured: ms(p99Ms) }, p99Ms <= 100),
  ]
}

function fairGoals({ alone, beside }: FairFigures): Goal[] {
  return beside.map(({ about, p99Ms }) => {
    const measured = `${(p99Ms / alone.p99Ms).toFixed(1)} ×`
    return goal(`p99 of others beside: ${about}`, { wanted: 'at most 3 × alone', measured }, p99Ms <= 3 * alone.p99Ms)
  })
}

function startGoals(coldStart: ColdStart): Goal[] {
  const [ready, empty] = [initialisedMs(coldStart) / 1_000, coldStart.emptyMs / 1_000]
  return [
    goal('start, built and initialised', { wanted: 'at most 3 s', measured: `${ready.toFixed(2)} s` }, ready <= 3),
    goal('start on an empty folder', { wanted: 'at most 8 s', measured: `${empty.toFixed(2)} s` }, empty <= 8),
  ]
}

function goal(name: string, figures: { wanted: string; measured: string }, isReached: boolean): Goal {
  return { name, ...figures, isReached }
}
