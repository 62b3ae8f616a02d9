import type { FairFigures } from './fair.ts'
import type { Figures, Goal, WorkloadFigures } from './figures.ts'
import type { Slice } from './measure.ts'
import type { PlaceFigures } from './place-figures.ts'
import type { Spread } from './spread.ts'

const number = (value: number, digits = 0) => value.toFixed(digits)
const percent = ({ median, min, max }: Spread) =>
  `${number(median * 100)} % (${number(min * 100)}–${number(max * 100)})`

function sliceCells({ cpuUs, serverCpuUs, postgresCpuUs, requestsPerSecond, p50Ms, p99Ms }: Slice): string[] {
  return [
    `${number(cpuUs)} (${number(serverCpuUs)} + ${number(postgresCpuUs)})`,
    number(requestsPerSecond),
    `${number(p50Ms, 1)} / ${number(p99Ms, 1)}`,
  ]
}

const heading = [
  '',
  'Plinth CPU µs',
  'req/s',
  'p50 / p99 ms',
  'floor CPU µs',
  'req/s',
  'p50 / p99 ms',
  'CPU share',
  'req/s share',
]

function cellsOf({ about, slices: { trpc, floor }, share }: WorkloadFigures): string[] {
  return [about, ...sliceCells(trpc), ...sliceCells(floor), percent(share.cpu), percent(share.requestsPerSecond)]
}

const restHeading = ['', 'REST CPU µs', 'req/s', 'p50 / p99 ms', 'CPU of tRPC']

const restCells = ({ about, slices: { rest }, restCost }: WorkloadFigures) => [
  about,
  ...sliceCells(rest),
  percent(restCost),
]

function table(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return rows.map(line).join('\n')
}

const goalCells = ({ name, wanted, measured, isReached }: Goal) => [
  name,
  wanted,
  measured,
  isReached ? 'reached' : 'MISSED',
]

function shareLines({ workloads, geometricMean }: Figures): string[] {
  if (workloads.length === 0) return []
  return [
    table([heading, ...workloads.map(cellsOf)]),
    '',
    'CPU for each request: (server + Postgres). Shares are of the floor, a bare node:http and pg server with one prepared',
    `statement: median of the rounds (lowest–highest). Geometric means: CPU ${number(geometricMean.cpu * 100)} %, requests per second ${number(geometricMean.requestsPerSecond * 100)} %.`,
    '',
    table([restHeading, ...workloads.map(restCells)]),
    '',
    `The same questions over REST, in the same rounds. Geometric mean: ${number(geometricMean.restCost * 100)} % of the CPU of tRPC.`,
    '',
  ]
}

function placeLines(places: PlaceFigures | undefined): string[] {
  if (!places) return []
  const { rows, firstPage, deepPage, search } = places
  const line = (about: string, slice: Slice) => [about, ...sliceCells(slice)]
  const lines = [line('page 1', firstPage), line('page 5,000, by cursor', deepPage), line('search', search)]
  return [table([[`${rows.toLocaleString('en')} places`, ...heading.slice(1, 4)], ...lines]), '']
}

function fairLines(fair: FairFigures | undefined): string[] {
  if (!fair) return []
  const { alone, beside } = fair
  const times = ({ p50Ms, p99Ms }: FairFigures['alone']) => [
    `${number(p50Ms, 1)} / ${number(p99Ms, 1)}`,
    number(p99Ms / alone.p99Ms, 1),
  ]
  const lines = beside.map((each) => [
    each.about,
    ...times(each),
    number(each.memoryMb),
    Object.entries(each.statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
    number(each.bytes / 1_000_000),
  ])
  const heading = [
    'a list, beside what another client asks',
    'p50 / p99 ms',
    '× alone',
    'memory MB',
    'its answers',
    'MB',
  ]
  return [table([heading, ['nothing', ...times(alone), '', '', ''], ...lines]), '']
}

/** The figures as readable text: one line for each workload, then the goals with the measured values. */
export function report(figures: Figures): string {
  return [
    ...shareLines(figures),
    ...placeLines(figures.places),
    ...fairLines(figures.fair),
    table(figures.goals.map(goalCells)),
    '',
  ].join('\n')
}
