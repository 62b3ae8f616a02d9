import { problemIn, written } from '../fields/json/problem.ts'
import { emptyOf, type Schema } from '../fields/json/shape.ts'
import type { Field, Row } from '../types.ts'

/** A draft that cannot be read as a value of its field. */
export class NotReadable extends Error {}

const numbers = ['integer', 'number']
const moments = ['dateTime']

/** The initial value of an input for a value of a row. */
export function draftOf(field: Field, value: unknown): unknown {
  const { kind } = field
  if (kind === 'names' || kind === 'list') return Array.isArray(value) ? value.map(String) : []
  if (kind === 'boolean')
    return field.takesNull ? (value === null || value === undefined ? '' : String(value)) : value === true
  if (kind === 'json') return jsonDraft(field, value)
  if (kind === 'one') return value ?? null
  if (kind === 'money') return moneyDraft(value)
  if (kind === 'address') return addressDraft(value)
  if (kind === 'zonedTime') return zonedDraft(value)
  if (value === null || value === undefined) return ''
  return value instanceof Date ? local(value) : String(value)
}

/** A moment for an input, in UTC, without trailing zeros of the time. */
const local = (date: Date) => date.toISOString().replace(/(:00)?\.\d{3}Z$/, '')

/**
 * The value of an input in the form that the procedure takes. Parts of a `stored` value that the draft leaves unchanged keep their stored value.
 * @throws NotReadable when the draft is not a value of this kind
 */
export function inputOf(field: Field, draft: unknown, stored?: unknown): unknown {
  const { kind, takesNull } = field
  if (kind === 'names') return draft
  if (kind === 'list') return entriesOf(field, draft)
  if (kind === 'one') return draft === null ? null : Reflect.get(Object(draft), 'id')
  if (kind === 'boolean') return typeof draft === 'boolean' ? draft : draft === '' ? null : draft === 'true'
  if (kind === 'money' || kind === 'address' || kind === 'zonedTime') return composed(field, draft, stored)
  if (kind === 'json') return jsonOf(field, String(draft ?? ''))
  return readText(kind, String(draft ?? ''), takesNull)
}

/** The entries of a list, each read as its kind. */
function entriesOf({ item }: Field, draft: unknown): unknown[] {
  const entries = Array.isArray(draft) ? draft.map(String) : []
  return entries.map((text) => readText(item ?? 'text', text, false))
}

function readText(kind: string, text: string, takesNull: boolean): unknown {
  if (text.trim() === '' && takesNull) return null
  if (kind === 'boolean') return text === 'true'
  if (numbers.includes(kind)) {
    const number = Number(text.trim().replace(',', '.'))
    if (text.trim() === '' || !Number.isFinite(number)) throw new NotReadable('Enter a number.')
    if (kind === 'integer' && !Number.isInteger(number)) throw new NotReadable('Enter a whole number.')
    return number
  }
  if (kind === 'bigint') {
    // It is sent as text, which keeps all digits.
    if (!/^[+-]?\d+$/.test(text.trim())) throw new NotReadable('Enter a whole number.')
    return text.trim()
  }
  if (moments.includes(kind)) return momentOf(text)
  if (kind === 'url' && text !== '' && !/^https?:\/\//i.test(text.trim()))
    throw new NotReadable('Enter an address that begins with https://.')
  return text
}

/** A moment that was typed in UTC. */
function momentOf(text: string): Date {
  const date = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
  if (text === '' || Number.isNaN(date.getTime())) throw new NotReadable('Enter a day and a time.')
  return date
}

/** JSON as text; for a required value that is missing, the initial value of its form. */
function jsonDraft({ schema, takesNull, isOptional }: Field, value: unknown): string {
  const isMissing = value === undefined || value === null
  const shown = isMissing && schema && !takesNull && !isOptional ? emptyOf(schema as Schema, schema as Schema) : value // as zod generates it
  return shown === undefined || shown === null ? '' : JSON.stringify(shown, null, 2)
}

/** @throws NotReadable with the place of the part that the schema refuses */
function jsonOf({ schema, takesNull }: Field, text: string): unknown {
  if (text.trim() === '' && takesNull) return null
  const value = parsedJson(text)
  const problem = schema ? problemIn(schema as Schema, value) : undefined // as above
  if (problem) throw new NotReadable(written(problem))
  return value
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NotReadable(`This is not JSON yet: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

type Parts = Readonly<Record<string, string>>

function composed({ kind, takesNull }: Field, draft: unknown, stored: unknown): unknown {
  const parts = Object(draft) as Parts // in the shape of the drafts below
  const given = Object.entries(parts).filter(([name]) => name !== 'currency' && name !== 'zone')
  if (takesNull && given.every(([, text]) => text.trim() === '')) return null
  if (kind === 'money') return moneyOf(parts)
  if (kind === 'zonedTime') return zonedTimeOf(parts, stored)
  return { ...addressOf(parts), ...untouchedParts(parts, stored) }
}

/** The parts of a stored address that a form shows unchanged. */
function untouchedParts(parts: Parts, stored: unknown): object {
  const before = addressDraft(stored)
  return Object.fromEntries(Object.entries(Object(stored)).filter(([name]) => isSame(parts[name], before[name])))
}

/** An input shows no milliseconds: those of an unchanged time are kept. */
function zonedTimeOf({ at = '', zone = '' }: Parts, stored: unknown): unknown {
  const known = Object(stored) as { at?: Date } // a zoned time, or nothing yet
  const milliseconds = known.at && zonedDraft(stored).at === at ? ((known.at.getTime() % 1_000) + 1_000) % 1_000 : 0
  return { at: new Date(zonedInstant(at, zone).getTime() + milliseconds), zone }
}

function addressOf(parts: Parts): Record<string, unknown> {
  const { lines = '', postalCode = '', city = '', region = '', country = '' } = parts
  const written = lines.split('\n').filter((line) => line.trim() !== '')
  if (written.length === 0) throw new NotReadable('Enter the street and the house.')
  if (city.trim() === '') throw new NotReadable('Enter the city.')
  if (!/^[a-z]{2}$/i.test(country.trim())) throw new NotReadable('Enter the country as two letters, such as DE.')
  return {
    lines: written,
    ...(postalCode !== '' && { postalCode }),
    city,
    ...(region !== '' && { region }),
    country: country.trim().toUpperCase(),
  }
}

/** How many digits a currency has after the decimal point. */
function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

function moneyOf(parts: Parts): unknown {
  const currency = (parts.currency ?? '').trim().toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) throw new NotReadable('Enter the currency as three letters, such as EUR.')
  return { amount: amountOf(parts.amount ?? '', currency), currency }
}

/** An amount in the smallest unit, calculated without floating-point numbers. */
function amountOf(text: string, currency: string): number {
  const digits = digitsOf(currency)
  const match = /^(-?)(\d{1,16})(?:[.,](\d*))?$/.exec(text.trim().replaceAll(/[\s']/g, ''))
  const [, sign = '', whole = '', behind = ''] = match ?? []
  const amount = Number(`${sign}${whole}${behind.padEnd(digits, '0')}`)
  if (!match || behind.length > digits || !Number.isSafeInteger(amount))
    throw new NotReadable(
      `Enter an amount such as ${digits > 0 ? `12.${'50'.padEnd(digits, '0').slice(0, digits)}` : '12'}.`,
    )
  return amount
}

function moneyDraft(value: unknown): Parts {
  const { amount, currency } = Object(value) as { amount?: number; currency?: string } // money, or nothing yet
  if (amount === undefined || currency === undefined) return { amount: '', currency: 'EUR' }
  const digits = digitsOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const shown = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return { amount: `${amount < 0 ? '-' : ''}${shown}`, currency }
}

function addressDraft(value: unknown): Parts {
  const {
    lines = [],
    postalCode = '',
    city = '',
    region = '',
    country = '',
  } = Object(value) as Record<string, never> & { lines?: string[] } // an address, or nothing yet
  return { lines: lines.join('\n'), postalCode, city, region, country }
}

function zonedDraft(value: unknown): Parts {
  const { at, zone } = Object(value) as { at?: Date; zone?: string } // a zoned time, or nothing yet
  if (!at || !zone) return { at: '', zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  return { at: local(new Date(at.getTime() + offsetMs(at, zone))), zone }
}

/** How far the local time of a zone is ahead of UTC at this moment. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.floor(at.getTime() / 1_000) * 1_000
  )
}

/** The instant at which the local time of a zone is this. */
function zonedInstant(text: string, zone: string): Date {
  const shown = momentOf(text)
  try {
    // Once more with the offset found, for the hours around a clock change.
    const near = new Date(shown.getTime() - offsetMs(shown, zone))
    return new Date(shown.getTime() - offsetMs(near, zone))
  } catch {
    throw new NotReadable('Enter a time zone such as Europe/Berlin.')
  }
}

export type Drafts = Record<string, unknown>

/** The initial values of the form of a new row: the values that the row gets if none are given. */
export const presetDrafts = (fields: readonly Field[]): Drafts =>
  draftsOf(fields, Object.fromEntries(fields.map(({ name, preset }) => [name, preset ?? undefined])))

/** The initial values of these fields for a row. */
export function draftsOf(fields: readonly Field[], row: Row): Drafts {
  return Object.fromEntries(fields.map((field) => [field.name, draftOf(field, row[field.name])]))
}

/** A text area normalises line breaks, so a difference in line breaks alone is not a change by the user. */
const withLineFeeds = (_: string, value: unknown) => (typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value)

const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a, withLineFeeds) === JSON.stringify(b, withLineFeeds)

/** The fields in which two forms differ. */
export const changedFields = (fields: readonly Field[], a: Drafts, b: Drafts): Field[] =>
  fields.filter(({ name }) => !isSame(a[name], b[name]))
