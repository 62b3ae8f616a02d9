'use client'
import { Fragment, type ReactNode } from 'react'
import styles from './cell.module.css'
import { labelOfTarget } from './names-of-rows.ts'
import { useOverrides } from './overrides-context.tsx'
import { useTrashed } from './trashed.tsx'
import type { Field, Piece, Row } from './types.ts'

interface CellProps {
  field: Field
  row: Row
  /** The words that a search matched in this field. */
  pieces?: readonly Piece[] | undefined
}

/** A field of a row, displayed according to its kind. */
export function Cell({ field, row, pieces }: CellProps): ReactNode {
  const { cells } = useOverrides()
  const value = row[field.name]
  const trashed = useTrashed(row, field)
  if (trashed && (value === null || value === undefined)) return <InTrash field={field} {...trashed} />
  if (pieces) return <Pieces pieces={pieces} />
  const own = value === null || value === undefined ? undefined : cells?.[field.name]
  return own ? own({ value, row }) : <Value field={field} value={value} />
}

/** A value, displayed according to the kind of its field. */
export function Value({ field, value }: { field: Field; value: unknown }): ReactNode {
  if (value === null || value === undefined || value === '') return <Nothing />
  if (value instanceof Date) return <Moment date={value} />
  switch (field.kind) {
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'integer':
    case 'number':
      return (
        <span className={styles.number}>{typeof value === 'number' ? value.toLocaleString('en') : String(value)}</span>
      )
    // It is more often the identifier of another system than a quantity: users copy it, so it has no separators.
    case 'bigint':
      return <span className={styles.number}>{String(value)}</span>
    case 'id':
    case 'file':
      return <code className={styles.code}>{String(value)}</code>
    case 'json':
      return <code className={styles.code}>{JSON.stringify(value)}</code>
    case 'names':
    case 'list':
      return <Names names={Array.isArray(value) ? value.map(String) : []} />
    case 'choice':
      return <span className={styles.pill}>{String(value)}</span>
    case 'one':
      return <Related field={field} value={value} />
    case 'many':
      return Array.isArray(value) && value.length > 0 ? (
        value.map((one, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a relation are shown in the order received
          <Fragment key={nth}>
            {nth > 0 && ', '}
            <Related field={field} value={one} />
          </Fragment>
        ))
      ) : (
        <Nothing />
      )
    case 'url':
      return (
        <a href={String(value)} rel="noopener noreferrer nofollow" target="_blank">
          {String(value).replace(/^https?:\/\//, '')}
        </a>
      )
    case 'date':
      return <Day date={String(value)} />
    case 'email':
      return <a href={`mailto:${String(value)}`}>{String(value)}</a>
    default:
      return textOf(value)
  }
}

/** A composite value on one line. */
function textOf(value: unknown): ReactNode {
  if (typeof value !== 'object' || value === null) return String(value)
  const { amount, currency, at, zone, lines, postalCode, city, country } = value as Record<string, unknown> // an object
  if (typeof amount === 'number' && typeof currency === 'string')
    return <span className={styles.number}>{moneyText({ amount, currency })}</span>
  if (at instanceof Date && typeof zone === 'string') return `${zoned(at, zone)} (${zone})`
  if (Array.isArray(lines))
    return [...lines, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ')
  return <code className={styles.code}>{JSON.stringify(value)}</code>
}

/** An amount in the smallest unit of its currency, formatted for the user. */
function moneyText({ amount, currency }: { amount: number; currency: string }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const zoned = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at)

function Related({ field: { target }, value }: { field: Field; value: unknown }) {
  if (!target || typeof value !== 'object' || value === null) return <Nothing />
  const row = value as Row // the row of a relation is an object of its target's fields
  const label = labelOfTarget(target, row)
  return 'id' in row ? <a href={`/data/${target.resource}/${String(row.id)}`}>{label}</a> : label
}

/** A relation that leads to a row in the trash. */
function InTrash({ field: { target }, title }: { field: Field; title: string | null }) {
  return (
    <a href={`/data/${target?.resource}?trash=1`} className={styles.trashed}>
      {title ?? target?.resource} <span className={styles.pill}>in the trash</span>
    </a>
  )
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <Nothing />
  return (
    <span className={styles.names}>
      {names.map((name, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold the same entry twice, and its entries never change places
        <span key={nth} className={styles.pill}>
          {name}
        </span>
      ))}
    </span>
  )
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, isFound }, nth) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the same words may occur twice, and the pieces never change places
    isFound ? <mark key={nth}>{text}</mark> : <Fragment key={nth}>{text}</Fragment>,
  )
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** A moment in UTC, the same for every reader. */
export function Moment({ date }: { date: Date }) {
  return (
    <time dateTime={date.toISOString()} className={styles.moment}>
      {moment.format(date)}
    </time>
  )
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** A calendar day, without a time and therefore without a time zone. */
function Day({ date }: { date: string }) {
  const at = new Date(date)
  return (
    <time dateTime={date} className={styles.moment}>
      {Number.isNaN(at.getTime()) ? date : day.format(at)}
    </time>
  )
}

function Nothing() {
  return (
    <span className={styles.nothing}>
      <span aria-hidden="true">–</span>
      <span className={styles.hidden}>empty</span>
    </span>
  )
}
