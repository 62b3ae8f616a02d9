'use client'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { failureOf } from '../../client/failure.ts'
import { useTRPCClient } from '../../client/trpc.ts'
import { Button } from '../../components/button.tsx'
import { TextSkeleton } from '../../components/states/text-skeleton.tsx'
import { Value } from '../cell.tsx'
import { addressOf, capital, counted, nameOf } from '../names-of-rows.ts'
import type { Field, Page, RelatedLink, Resource, Row } from '../types.ts'
import { keyOf, useCalls } from '../use-calls.ts'
import { viewQuery } from '../view.ts'
import styles from './related.module.css'

interface RelatedListProps {
  related: RelatedLink
  /** The value of the relation in these rows: the key of the row that they refer to. */
  value: unknown
}

/** How many rows the page shows; the table shows all. */
const shown = 5

/** The first rows of another noun that refer to a row, under its own rule. */
export function RelatedList({ related: { resource: name, label, filter }, value }: RelatedListProps) {
  const id = useId()
  const client = useTRPCClient()
  const calls = useCalls(name)
  const described = useQuery({
    queryKey: keyOf(name, 'description'),
    queryFn: () => client.resources.get.query({ name }),
  })
  const list = useQuery({
    queryKey: keyOf(name, 'list', 'related', filter, value),
    queryFn: () => calls.list({ filter: { [filter]: { equals: value } }, limit: shown, total: 'estimated' }),
  })
  const error = described.error ?? list.error
  const retry = () => void (described.error ? described : list).refetch()
  const [field = ''] = filter.split('.')
  const query = viewQuery({ comparisons: [{ filter, by: 'equals', value: String(value) }] })
  return (
    <section className={styles.list} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>
          {capital(described.data?.labels.many ?? name)} <span className={styles.as}>as {label.toLowerCase()}</span>
        </h2>
        <a href={`/data/${name}?${query}`}>{described.data && list.data ? allOf(described.data, list.data) : 'All'}</a>
      </header>
      {error ? (
        <p role="alert" className={styles.problem}>
          {failureOf(error).message}{' '}
          <Button size="small" variant="quiet" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : described.data && list.data ? (
        <Rows resource={described.data} page={list.data} without={field} />
      ) : (
        <TextSkeleton />
      )}
    </section>
  )
}

function allOf({ labels }: Resource, { total, isTotalExact }: Page): string {
  if (total === null || total === 0) return 'Show as a table'
  return isTotalExact ? `All ${counted(total, labels)}` : `More than ${total.toLocaleString('en')} ${labels.many}`
}

function Rows({ resource, page: { items }, without }: { resource: Resource; page: Page; without: string }) {
  if (items.length === 0) return <p className={styles.none}>No {resource.labels.many} that you may see.</p>
  const beside = besideTitle(resource, without)
  return (
    <ul className={styles.rows}>
      {items.map((row) => (
        <li key={addressOf(row).id}>
          <a className={styles.name} href={`/data/${resource.name}/${addressOf(row).id}`}>
            {titleOf(resource, row)}
          </a>
          {beside.map((field) => (
            <span key={field.name} className={styles.value}>
              <span className={styles.hidden}>{field.label}: </span>
              <Value field={field} value={row[field.name]} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** A row without a title is named by its noun. */
const titleOf = (resource: Resource, row: Row) =>
  resource.labels.title === 'id'
    ? `${capital(resource.labels.one)} ${addressOf(row).id.slice(-4)}`
    : nameOf(resource, row)

/** What distinguishes rows beside their titles: another row that they refer to, and when they were created. */
function besideTitle({ fields, lists, labels }: Resource, without: string): Field[] {
  const others = fields.filter(({ name }) => lists.includes(name) && name !== without && name !== labels.title)
  const relation = others.find(({ kind }) => kind === 'one')
  const made = others.find(({ kind }) => kind === 'dateTime')
  return [relation, made].filter((field) => field !== undefined)
}
