const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** A day, the same for every reader; the exact time is in the markup. */
export function DateText({ date }: { date: Date }) {
  return <time dateTime={date.toISOString()}>{format.format(date)}</time>
}
