const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })

/** A day, the same on the server and in each browser. */
export function Day({ at, className }: { at: string; className: string }) {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return null
  return (
    <time className={className} dateTime={at}>
      {format.format(date)}
    </time>
  )
}
