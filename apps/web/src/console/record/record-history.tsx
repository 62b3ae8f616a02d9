'use client'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Notice } from '../../components/states/notice.tsx'
import { TextSkeleton } from '../../components/states/text-skeleton.tsx'
import { addressOf } from '../names-of-rows.ts'
import type { HistoryEntry, Resource, Row } from '../types.ts'
import { keyOf, useCalls, useRefresh } from '../use-calls.ts'
import { fieldsNotRestored, keptWords } from './changes.ts'
import styles from './history.module.css'
import { HistoryItem } from './history-item.tsx'

interface RecordHistoryProps {
  resource: Resource
  row: Row
}

/** Whether an event contains a state of the row, which can be restored. */
const isState = ({ after }: HistoryEntry) => after !== null && 'version' in after

/** All events of a row, the newest first; each version can be restored. */
export function RecordHistory({ resource, row }: RecordHistoryProps) {
  const { name, labels, verbs } = resource
  const { id, version } = addressOf(row)
  const calls = useCalls(name)
  const refresh = useRefresh(name)
  const [asked, setAsked] = useState<HistoryEntry>()
  const history = useInfiniteQuery({
    queryKey: keyOf(name, 'history', id),
    queryFn: ({ pageParam }) => calls.history({ id, limit: 20, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null, // widened: there is no cursor for the first page
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  })
  const revert = useMutation({
    mutationFn: ({ id: eventId }: HistoryEntry) => calls.revert({ id, version, eventId }),
    onSuccess: (row) => {
      const kept = resource.fields.filter((field) => row.notRestored.includes(field.name))
      const done = row.version === version ? 'Nothing was restored.' : 'That version is restored.'
      showToast({ message: [done, keptWords(kept)].join(' ').trim() })
    },
    onError: (error) => {
      const { code, message } = failureOf(error)
      const words = code === 'NOT_FOUND' ? `You may not change this ${labels.one}.` : message
      showToast({ title: 'It was not restored', message: words, isFailure: true })
    },
    onSettled: async () => {
      setAsked(undefined)
      await refresh()
    },
  })
  if (history.isPending) return <TextSkeleton />
  if (history.error && failureOf(history.error).code === 'NOT_FOUND') {
    return (
      <Notice title="You may not see the history">
        <p>Earlier states of this {labels.one} are for people who may change it.</p>
      </Notice>
    )
  }
  if (history.error) {
    return (
      <Notice
        title="The history could not be read"
        actions={<Button onClick={() => void history.refetch()}>Try again</Button>}
      >
        <p role="alert">{failureOf(history.error).message}</p>
      </Notice>
    )
  }
  const entries = history.data.pages.flatMap(({ items }) => items)
  if (entries.length === 0) {
    return (
      <Notice title="Nothing is known of its past">
        <p>It was written before events were kept.</p>
      </Notice>
    )
  }
  const laterThan = ({ id: eventId }: HistoryEntry) =>
    entries.slice(
      0,
      entries.findIndex((entry) => entry.id === eventId),
    )
  return (
    <>
      <ol className={styles.history}>
        {entries.map((entry, nth) => (
          <HistoryItem
            key={entry.id}
            resource={resource}
            entry={entry}
            isNewest={nth === 0}
            {...(nth > 0 && verbs.revert && isState(entry) && { onRestore: () => setAsked(entry) })}
          />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button variant="default" isBusy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          Show earlier
        </Button>
      )}
      {asked && (
        <ConfirmDialog
          title="Restore this version?"
          confirmLabel="Restore"
          isBusy={revert.isPending}
          onConfirm={() => revert.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          The {labels.one} becomes what it was right after this change. What came later stays in the history, from where
          it can be restored again. {keptWords(fieldsNotRestored(resource, laterThan(asked)))}
        </ConfirmDialog>
      )}
    </>
  )
}
