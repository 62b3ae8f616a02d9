import { z } from 'zod'

/** A moment in the years 1 to 9999, which every database and every calendar can compare. */
export const instant = z.date().min(new Date('0001-01-01T00:00:00Z')).max(new Date('9999-12-31T23:59:59.999Z'))

const dateTime = z.regexes.datetime({ offset: true })

/** A moment as RFC 3339 writes it, with its offset; the one reader of times that come as text. Undefined when there is no such moment. */
export function readTime(text: string): Date | undefined {
  if (text.length > 40 || !dateTime.test(text)) return undefined
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** A day of those years: `2026-01-31`. There is no year 0. */
export const calendarDate = z.iso.date().refine((day) => !day.startsWith('0000'), 'Expected a day from 0001-01-01 on.')

/** For a JSON column that takes no null: JSON has a null of its own, which many schemas let in. */
export const notNull = (schema: z.ZodType): z.ZodType =>
  schema.refine((value) => value !== null, 'Expected a value other than null.')

/** A decimal number as text, so that no digit is lost. */
export const decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,20})?$/, 'Expected a decimal number such as 12.50.')
