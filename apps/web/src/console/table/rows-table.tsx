'use client'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import type { Ref } from 'react'
import { Cell } from '../cell.tsx'
import { addressOf, capital, nameOf } from '../names-of-rows.ts'
import type { Field, Page, Piece, Resource, Row } from '../types.ts'
import type { View } from '../view.ts'
import styles from './rows-table.module.css'
import { useRowKeys } from './use-row-keys.ts'

interface RowsTableProps {
  ref: Ref<HTMLElement>
  resource: Resource
  columns: readonly string[]
  view: View
  /** Undefined while the first page is loading. */
  page: Page | undefined
  /** The rows shown are about to be replaced. */
  isStale: boolean
  selected: ReadonlyMap<string, Row>
  onSelect(selected: ReadonlyMap<string, Row>): void
  onSort(sort: string[]): void
}

/** Rows under their columns. */
export function RowsTable({ ref, resource, columns, view, page, isStale, selected, onSelect, onSort }: RowsTableProps) {
  const { labels, verbs, transitions } = resource
  const fields = columns.flatMap((name) => resource.fields.find((field) => field.name === name) ?? [])
  const canSelect = Boolean(
    view.isTrash ? verbs.restore || verbs.purge : verbs.removeMany || verbs.updateMany || transitions.length > 0,
  )
  const rows = page?.items ?? []
  const { id } = { id: `rows-of-${resource.name}` }
  const onKeyDown = useRowKeys()
  const toggle = (row: Row) => {
    const changed = new Map(selected)
    const { id } = addressOf(row)
    if (!changed.delete(id)) changed.set(id, row)
    onSelect(changed)
  }
  const isAll = rows.length > 0 && rows.every((row) => selected.has(addressOf(row).id))
  return (
    <section
      ref={ref}
      className={styles.region}
      aria-label={capital(labels.many)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls has to be reachable without a mouse
      tabIndex={0}
      aria-busy={isStale || !page}
      onKeyDown={onKeyDown}
    >
      <table className={styles.table} id={id}>
        <thead>
          <tr>
            {canSelect && (
              <th scope="col" className={styles.check}>
                <input
                  type="checkbox"
                  aria-label={`Select all ${labels.many} of this page`}
                  checked={isAll}
                  ref={(box) => {
                    if (box) box.indeterminate = selected.size > 0 && !isAll
                  }}
                  onChange={() => onSelect(new Map(isAll ? [] : rows.map((row) => [addressOf(row).id, row])))}
                />
              </th>
            )}
            {fields.map((field) => (
              <ColumnHead key={field.name} field={field} resource={resource} view={view} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody data-stale={isStale || undefined}>
          {!page && <LoadingRows columns={fields.length + (canSelect ? 1 : 0)} />}
          {rows.map((row, nth) => (
            <tr key={addressOf(row).id} data-selected={selected.has(addressOf(row).id) || undefined}>
              {canSelect && (
                <td className={styles.check}>
                  <input
                    type="checkbox"
                    aria-label={`Select ${nameOf(resource, row)}`}
                    checked={selected.has(addressOf(row).id)}
                    onChange={() => toggle(row)}
                  />
                </td>
              )}
              {fields.map((field) => (
                <td key={field.name} data-kind={field.kind} data-title={field.name === labels.title || undefined}>
                  <RowCell resource={resource} view={view} field={field} row={row} found={page?.highlights?.[nth]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface RowCellProps {
  resource: Resource
  view: View
  field: Field
  row: Row
  /** The matches of a search in this row. */
  found: Readonly<Record<string, readonly Piece[]>> | undefined
}

function RowCell({ resource, view, field, row, found }: RowCellProps) {
  const isTitle = field.name === resource.labels.title
  const pieces = found?.[field.name]
  // Of a long text, only the beginning is shown here.
  if (!isTitle)
    return (
      <div className={styles.value}>
        <Cell field={field} row={row} pieces={pieces} />
      </div>
    )
  const [elsewhere] = Object.entries(found ?? {}).filter(([name]) => name !== field.name)
  const label = resource.fields.find(({ name }) => name === elsewhere?.[0])?.label
  const name = pieces ? <Cell field={field} row={row} pieces={pieces} /> : nameOf(resource, row)
  return (
    <>
      {view.isTrash ? (
        <span className={styles.title}>{name}</span>
      ) : (
        <a className={styles.title} href={`/data/${resource.name}/${addressOf(row).id}`} data-row-link="">
          {name}
        </a>
      )}
      {elsewhere && (
        <div className={styles.found}>
          {label}: <Cell field={field} row={row} pieces={fromFirst(elsewhere[1])} />
        </div>
      )}
    </>
  )
}

/** How much text is shown before the first matching word. */
const lead = 24

function fromFirst(pieces: readonly Piece[]): readonly Piece[] {
  const [first, ...others] = pieces
  if (!first || first.isFound || first.text.length <= lead) return pieces
  return [{ text: `… ${first.text.slice(-lead)}`, isFound: false }, ...others]
}

interface ColumnHeadProps {
  field: Field
  resource: Resource
  view: View
  onSort(sort: string[]): void
}

/** The head of a column. Pressing it sorts by the column: ascending, descending, default order. With Shift it adds to the order. */
function ColumnHead({ field, resource, view, onSort }: ColumnHeadProps) {
  const { name, label } = field
  if (!resource.sorts.includes(name))
    return (
      <th scope="col" data-kind={field.kind}>
        {label}
      </th>
    )
  const isUnsaid = view.sort.length === 0
  const order = isUnsaid ? (view.search === '' ? resource.defaultSort : []) : view.sort
  const key = order.find((one) => one.replace(/^-/, '') === name)
  const isDescending = key?.startsWith('-') ?? false
  const next =
    key === undefined || isUnsaid ? (key === name ? `-${name}` : name) : isDescending ? undefined : `-${name}`
  const sort = (isAdding: boolean) => {
    const others = isAdding ? view.sort.filter((one) => one.replace(/^-/, '') !== name) : []
    onSort(next === undefined ? [...others] : [...others, next])
  }
  const Icon = key === undefined ? IconSelector : isDescending ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      data-kind={field.kind}
      aria-sort={key === undefined ? undefined : isDescending ? 'descending' : 'ascending'}
    >
      <button type="button" onClick={(event) => sort(event.shiftKey)} title="With Shift: adds to the order">
        {label}
        <Icon size={14} stroke={2} aria-hidden="true" data-on={key !== undefined || undefined} />
      </button>
    </th>
  )
}

const loadingRows = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

function LoadingRows({ columns }: { columns: number }) {
  return loadingRows.map((row, nth) => (
    <tr key={row}>
      <td colSpan={columns}>
        <span className={styles.loading} style={{ width: `${90 - ((nth * 17) % 40)}%` }} />
        {nth === 0 && <span className={styles.hidden}>Loading</span>}
      </td>
    </tr>
  ))
}
