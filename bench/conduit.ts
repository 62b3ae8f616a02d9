import type { Goal } from './figures.ts'
import { type Bench, measureSlice } from './measure.ts'
import { type Spread, spread } from './spread.ts'
import { workloads } from './workloads.ts'

/** What a call of Conduit's API costs, all processes added, as a multiple of the typed call that it maps to. */
export interface ConduitFigures {
  name: string
  about: string
  cost: Spread
}

/** A program that has just started compiles what it runs: Conduit is as warm as Plinth, of which everything else was asked before. */
const warmUpSeconds = 4

/** Asks Conduit and Plinth the same questions in turn. */
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

/** What is wanted of Conduit against what was measured. */
export function goalsOfConduit(figures: readonly ConduitFigures[]): Goal[] {
  return figures.map(({ about, cost: { median } }) => ({
    name: `CPU of Conduit: ${about}`,
    wanted: 'at most 2 × the typed call',
    measured: `${median.toFixed(2)} ×`,
    isReached: median <= 2,
  }))
}
