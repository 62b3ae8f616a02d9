import type { FileTime } from './tally.ts'

/** One part of `npm test`, after it. */
export interface PartTime {
  readonly name: string
  readonly ms: number
  readonly files: readonly FileTime[]
}

const shown = 10

/** What the parts took, and the slowest files among them, so that growth is seen. */
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
