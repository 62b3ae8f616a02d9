import { type Expression, fragment } from '@plinth/db/fragment'

/** A time as JavaScript writes it: `2026-01-31T08:00:00.000Z`. */
export const isoTime = (value: Expression<unknown>): Expression<unknown> =>
  fragment`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
