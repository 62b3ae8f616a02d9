import { z } from 'zod'
import { decimal } from './values.ts'

/** How many digits a column keeps before and after the point. */
interface Digits {
  readonly whole: number
  readonly fraction: number
}

/**
 * The schema of what a column of this SQL type takes: `numeric(12,4)` keeps eight digits before the point and four after it. Postgres rounds what has more
 * after the point silently, and refuses what has more before it without the name of the field. Insignificant zeros are always allowed.
 */
export function sizedDecimal(sql: string): z.ZodType {
  const found = /^numeric\((\d+)(?:,(\d+))?\)$/.exec(sql)
  if (!found) return decimal
  const [precision, scale] = [Number(found[1]), Number(found[2] ?? 0)]
  if (scale > precision) return decimal
  const allowed = { whole: precision - scale, fraction: scale }
  const whole = allowed.whole > 0 ? `0{0,30}\\d{1,${allowed.whole}}` : '0{1,30}'
  const fraction = allowed.fraction > 0 ? `\\d{1,${allowed.fraction}}0{0,20}` : '0{1,20}'
  return z
    .string()
    .regex(new RegExp(`^-?${whole}(\\.${fraction})?$`), { error: ({ input }) => problemOf(String(input), allowed) })
    .meta({
      description: `At most ${said(allowed)}.`,
      examples: [(allowed.whole > 0 ? '1' : '0') + (allowed.fraction > 0 ? '.5' : '')],
    })
}

/** A declared schema of a decimal, or of a list of them, that refuses, besides what it refuses itself, digits that the column does not keep. */
export function withDigitsOf(schema: z.ZodType, sql: string): z.ZodType {
  const sized = sizedDecimal(sql)
  return schema.superRefine((value, context) => {
    const isList = Array.isArray(value)
    for (const [nth, each] of (isList ? value : [value]).entries()) {
      if (each === null || each === undefined) continue
      const problem = sized.safeParse(String(each)).error?.issues[0]?.message
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, path: isList ? [nth] : [] })
    }
  })
}

function problemOf(text: string, allowed: Digits): string {
  const [, whole, fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined) return `Expected a decimal number such as 12.50, with at most ${said(allowed)}.`
  const own = { whole: whole.replace(/^0+/, '').length, fraction: fraction.replace(/0+$/, '').length }
  if (own.whole <= allowed.whole && own.fraction <= allowed.fraction) return 'Expected fewer zeros before and after it.'
  return `Expected at most ${said(allowed)}: this number has ${own.whole} before it and ${own.fraction} after it.`
}

const said = ({ whole, fraction }: Digits) =>
  `${whole} ${whole === 1 ? 'digit' : 'digits'} before the point and ${fraction} after it`
