'use client'
import { useQuery } from '@tanstack/react-query'
import { codeOf, OnDemand } from '../../client/on-demand.tsx'
import { useTRPC } from '../../client/trpc.ts'
import { Button } from '../../components/button.tsx'
import { Moment, Value } from '../cell.tsx'
import type { Field, HistoryEntry, Resource } from '../types.ts'
import { keyOf, useCalls } from '../use-calls.ts'
import { type Change, changesOf, happened } from './changes.ts'
import styles from './history.module.css'

const textDifference = codeOf(() => import('./text-difference.tsx').then((module) => module.TextDifference))

interface HistoryItemProps {
  resource: Resource
  entry: HistoryEntry
  isNewest: boolean
  onRestore?: () => void
}

/** One event: what happened, who did it, and what changed. */
export function HistoryItem({ resource, entry, isNewest, onRestore }: HistoryItemProps) {
  const changes = changesOf(resource, entry)
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        <h2>{happened(entry.type)}</h2>
        <p>
          <Who actor={entry.actor} /> · <Moment date={entry.createdAt} />
        </p>
        {isNewest && <span className={styles.now}>As it is now</span>}
        {onRestore && (
          <Button size="small" variant="quiet" onClick={onRestore}>
            Restore this version
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <dl className={styles.changes}>
          {changes.map((change) => (
            <div key={change.field.name}>
              <dt>{change.label}</dt>
              <dd>
                <Difference change={change} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}

function Who({ actor: { type, id, keyId, impersonatorId } }: Pick<HistoryEntry, 'actor'>) {
  const trpc = useTRPC()
  const user = useQuery(
    trpc.users.get.queryOptions({ id: id ?? '' }, { enabled: id !== null, staleTime: Infinity, retry: false }),
  )
  if (id === null) return type === 'system' ? 'Plinth itself' : type === 'anonymous' ? 'A visitor' : 'Unknown'
  return (
    <>
      {user.data ? (
        <a href={`/authors/${user.data.username}`}>{user.data.name}</a>
      ) : user.error ? (
        'Deleted account'
      ) : (
        '…'
      )}
      {keyId !== null && ' with a key'}
      {impersonatorId !== null && ' through another account'}
    </>
  )
}

/** Texts longer than a line are compared word by word. */
const isLong = (value: unknown) => typeof value === 'string' && (value.length > 60 || value.includes('\n'))

/** A value; a row that the event identifies by its id is shown by its name. */
function Told({ field, value }: { field: Field; value: unknown }) {
  const id: unknown = Reflect.get(Object(value), 'id')
  return field.target && typeof id === 'string' ? (
    <Referred field={field} target={field.target} id={id} />
  ) : (
    <Value field={field} value={value} />
  )
}

function Referred({ field, target, id }: { field: Field; target: NonNullable<Field['target']>; id: string }) {
  const calls = useCalls(target.resource)
  const found = useQuery({
    queryKey: keyOf(target.resource, 'row', id),
    queryFn: () => calls.get({ id }),
    retry: false,
  })
  return <Value field={field} value={found.data ?? { id }} />
}

function Difference({ change: { field, before, after } }: { change: Change }) {
  if (isLong(before) || isLong(after))
    return <OnDemand code={textDifference} props={{ before: String(before ?? ''), after: String(after ?? '') }} />
  return (
    <span className={styles.difference}>
      {before !== undefined && (
        <del>
          <Told field={field} value={before} />
        </del>
      )}
      {before !== undefined && after !== undefined && <span aria-hidden="true">→</span>}
      {after !== undefined && (
        <ins>
          <Told field={field} value={after} />
        </ins>
      )}
    </span>
  )
}
