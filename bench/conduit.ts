import type { Goal } from './figures.ts'
import { type Bench, measureSlice } from './measure.ts'
import { type Spread, spread } from './spread.ts'
import { workloads } from './workloads.ts'

/** The cost of a call of Conduit's API, summed over all processes, as a multiple of the typed call that it maps to. */
export interface ConduitFigures {
  name: string
  about: string
  cost: Spread
}

/** A newly started program still compiles code: this makes Conduit as warm as Plinth, which has already been measured. */
const warmUpSeconds = 4

/** Sends the same questions to Conduit and Plinth alternately. */
export async function measureConduit(bench: Bench, only: readonly string[]): Promise<ConduitFigures[]> {
  const asked = ['get', 'list', 'tag', 'me']
  const figures: ConduitFigures[] = []
  for (const { name, about } of workloads.filter((each) => asked.includes(each.name) && only.includes(each.name))) {
    const costs: number[] = []
    await measureSlice({ ...bench, seconds: warmUpSeconds }, { target: 'conduit', workload: name }, 0)
    for (let round = 0; round < bench.rounds; round++) {
      const typed = await measureSlice(bench, { target: 'trpc', workload: name }, round)
      const face = await measureSlice(bench, { target: 'conduit', workload: name }, round)
      costs.push(face.cpuUs / typed.cpuUs)
    }
    figures.push({ name, about, cost: spread(costs) })
  }
  return figures
}

/** The goals for Conduit, with the measured values. */
export function goalsOfConduit(figures: readonly ConduitFigures[]): Goal[] {
  return figures.map(({ about, cost: { median } }) => ({
    name: `CPU of Conduit: ${about}`,
    wanted: 'at most 2 × the typed call',
    measured: `${median.toFixed(2)} ×`,
    isReached: median <= 2,
  }))
}
