const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const units = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['month', 2_592_000_000],
  ['year', 31_536_000_000],
] as const

/** How far a moment is from `nowMs`, in words: `3 hours ago`, `in 29 days`. */
export function ago(date: Date, nowMs: number): string {
  const distanceMs = date.getTime() - nowMs
  const [unit, sizeMs] = units.findLast(([, size]) => Math.abs(distanceMs) >= size) ?? []
  if (!unit || !sizeMs) return 'just now'
  return format.format(Math.trunc(distanceMs / sizeMs), unit)
}
