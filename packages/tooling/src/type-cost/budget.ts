import type { Cost, TypeCost } from './measure.ts'

/** What types may cost. */
const budget = {
  perFeature: { instantiations: 5_000, megabytes: 4, ms: 35 },
  many: { instantiations: Number.POSITIVE_INFINITY, megabytes: 500, ms: 6_000 },
  consumer: { instantiations: Number.POSITIVE_INFINITY, megabytes: 100, ms: 1_000 },
} as const satisfies Record<string, Cost>

const names = {
  perFeature: () => 'One more feature',
  many: ({ count }: TypeCost) => `A backend with ${count} features`,
  consumer: () => 'A package that calls 50 procedures',
}

/** What costs more than it may, one text each. */
export function overBudget(cost: TypeCost): string[] {
  return (['perFeature', 'many', 'consumer'] as const).flatMap((part) =>
    (['instantiations', 'megabytes', 'ms'] as const)
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
