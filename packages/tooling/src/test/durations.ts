import type { FileTime } from './tally.ts'

/** The duration of one part of `npm test`. */
export interface PartTime {
  readonly name: string
  readonly ms: number
  readonly files: readonly FileTime[]
}

const shown = 10

/** The durations of the parts, and the slowest files, so that growth is noticed. */
export function durationLines(parts: readonly PartTime[]): string[] {
  const slowest = parts
    .flatMap(({ files }) => files)
    .toSorted((one, two) => two.ms - one.ms)
    .slice(0, shown)
  return [...parts.map(({ name, ms }) => line(ms, name)), ...slowest.map(({ file, ms }) => line(ms, file))]
}

function line(ms: number, name: string): string {
  return `${(ms / 1_000).toFixed(1).padStart(7)} s  ${name}`
}
