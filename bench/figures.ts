import type { ColdStart } from './cold-start.ts'
import type { Round, Slice } from './measure.ts'
import type { Target, Workload } from './workloads.ts'

export interface Spread {
  median: number
  min: number
  max: number
}

export interface WorkloadFigures {
  name: string
  about: string
  /** Medians of the rounds. */
  plinth: Slice
  floor: Slice
  /** How much of the floor is reached: 1 means as cheap, or as fast, as the floor. */
  share: { cpu: Spread; requestsPerSecond: Spread }
  rounds: readonly Round[]
}

/** What is wanted, and what was measured. */
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
  /** Geometric mean of the workloads' shares of the floor. */
  geometricMean: { cpu: number; requestsPerSecond: number }
  memoryAfterLoadMb: number
  coldStart: ColdStart | undefined
  goals: readonly Goal[]
}

export function figuresOf({ name, about }: Workload, rounds: readonly Round[]): WorkloadFigures {
  const cpu = rounds.map(({ plinth, floor }) => floor.cpuUs / plinth.cpuUs)
  const requestsPerSecond = rounds.map(({ plinth, floor }) => plinth.requestsPerSecond / floor.requestsPerSecond)
  return {
    name,
    about,
    plinth: medians(rounds, 'plinth'),
    floor: medians(rounds, 'floor'),
    share: { cpu: spread(cpu), requestsPerSecond: spread(requestsPerSecond) },
    rounds,
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return { median: (low + high) / 2, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

function medians(rounds: readonly Round[], target: Target): Slice {
  const of = (name: keyof Slice) => spread(rounds.map((round) => round[target][name])).median
  return {
    requests: of('requests'),
    cpuUs: of('cpuUs'),
    serverCpuUs: of('serverCpuUs'),
    postgresCpuUs: of('postgresCpuUs'),
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
  }
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** Milliseconds of a start on initialised data. */
const initialisedMs = ({ initialisedMs }: ColdStart) => spread(initialisedMs).median

const percent = (share: number) => `${(share * 100).toFixed(0)} %`

/** The promises of Plinth against what was measured. */
export function goalsOf({ workloads, geometricMean, memoryAfterLoadMb, coldStart }: Omit<Figures, 'goals'>): Goal[] {
  const shares = workloads.map(({ share }) => share.cpu.median)
  const least = Math.min(...shares)
  const goals: Goal[] = [
    goal(
      'CPU, geometric mean',
      { wanted: 'at least 45 %', measured: percent(geometricMean.cpu) },
      geometricMean.cpu >= 0.45,
    ),
    goal('CPU, lowest workload', { wanted: 'at least 30 %', measured: percent(least) }, least >= 0.3),
    goal(
      'memory of the server after load',
      { wanted: 'at most 300 MB', measured: `${memoryAfterLoadMb.toFixed(0)} MB` },
      memoryAfterLoadMb <= 300,
    ),
  ]
  if (!coldStart) return goals
  const [ready, empty] = [initialisedMs(coldStart) / 1_000, coldStart.emptyMs / 1_000]
  return [
    ...goals,
    goal('start, built and initialised', { wanted: 'at most 3 s', measured: `${ready.toFixed(2)} s` }, ready <= 3),
    goal('start on an empty folder', { wanted: 'at most 8 s', measured: `${empty.toFixed(2)} s` }, empty <= 8),
  ]
}

function goal(name: string, figures: { wanted: string; measured: string }, isReached: boolean): Goal {
  return { name, ...figures, isReached }
}
