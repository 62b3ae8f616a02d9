import type { Cost, TypeCost } from './measure.ts'

/** The limits of the cost of types. Time depends on the load of the machine: it is printed but not checked. */
const budget = {
  perFeature: { instantiations: 5_000, megabytes: 4 },
  many: { instantiations: 1_000_000, megabytes: 500 },
  consumer: { instantiations: 50_000, megabytes: 100 },
} as const satisfies Record<string, Omit<Cost, 'ms'>>

const names = {
  perFeature: () => 'One more feature',
  many: ({ count }: TypeCost) => `A backend with ${count} features`,
  consumer: () => 'A package that calls 50 procedures',
}

/** The costs that exceed a limit, one text each. */
export function overBudget(cost: TypeCost): string[] {
  return (['perFeature', 'many', 'consumer'] as const).flatMap((part) =>
    (['instantiations', 'megabytes'] as const)
      .filter((unit) => cost[part][unit] > budget[part][unit])
      .map(
        (unit) =>
          `${names[part](cost)} costs ${round(cost[part][unit])} ${unit} to check, and may cost ${budget[part][unit]}. ` +
          'See what grew with `tsc --generateTrace`; types of the kit are in packages/api/src/kit/resource/row.ts.',
      ),
  )
}

/** The figures, one line each. */
export function linesOf({ today, many, count, perFeature, consumer }: TypeCost): string[] {
  const line = (name: string, { instantiations, megabytes, ms }: Cost) =>
    `${name.padEnd(30)} ${round(instantiations).padStart(9)} instantiations ${round(megabytes).padStart(6)} MB ${round(ms).padStart(6)} ms`
  return [
    line('backend today', today),
    line(`backend with ${count} features`, many),
    line('each of these features', perFeature),
    line('a client of 50 procedures', consumer),
  ]
}

const round = (figure: number) => (figure < 10 ? figure.toFixed(1) : Math.round(figure).toLocaleString('en'))
