'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { addressOf, counted, nameOf } from '../names-of-rows.ts'
import type { Batch, Resource, Row } from '../types.ts'
import { useCalls, useRefresh } from '../use-calls.ts'
import { VerbButtons } from '../verbs/verb-buttons.tsx'
import { BatchEditDialog } from './batch-edit-dialog.tsx'
import { BatchRefusal } from './batch-refusal.tsx'
import styles from './table.module.css'

interface BatchBarProps {
  resource: Resource
  rows: readonly Row[]
  isTrash: boolean
  onDone(): void
}

type Action = 'remove' | 'restore' | 'purge' | 'update'

const words: Record<Action, { past: string; danger: string }> = {
  remove: { past: 'removed', danger: 'Remove' },
  restore: { past: 'restored', danger: 'Restore' },
  purge: { past: 'deleted for good', danger: 'Delete for good' },
  update: { past: 'changed', danger: 'Change' },
}

/** The actions on the selected rows: on all of them, or on none. */
export function BatchBar({ resource, rows, isTrash, onDone }: BatchBarProps) {
  const { labels, verbs, name, isSoft } = resource
  const calls = useCalls(name)
  const refresh = useRefresh(name)
  const [asked, setAsked] = useState<Action>()
  const [refused, setRefused] = useState<Batch>()
  const count = counted(rows.length, labels)
  const run = useMutation({
    mutationFn: async ({ action, values }: { action: Action; values?: Record<string, unknown> }) => {
      const items = rows.map(addressOf)
      if (action === 'remove') return calls.removeMany({ items })
      if (action === 'update') return calls.updateMany({ items: items.map((item) => ({ ...item, ...values })) })
      // One by one: the trash has no batch verbs.
      for (const item of items) await (action === 'restore' ? calls.restore(item) : calls.purge({ id: item.id }))
      return undefined
    },
    onSuccess: async (batch, { action }) => {
      setAsked(undefined)
      if (batch && !batch.isCommitted) return setRefused(batch)
      showToast({ message: `${count} ${rows.length === 1 ? 'was' : 'were'} ${words[action].past}.` })
      await refresh()
      onDone()
    },
    onError: async (error) => {
      if (asked === 'update') return
      setAsked(undefined)
      showToast({ title: 'Nothing was done', message: failureOf(error).message, isFailure: true })
      await refresh()
    },
  })
  return (
    <>
      <section className={styles.bar} aria-label="What is selected">
        <p role="status" className={styles.barText}>
          {rows.length} selected
        </p>
        {!isTrash && verbs.updateMany && resource.updates.length > 0 && (
          <Button size="small" variant="default" onClick={() => setAsked('update')}>
            Change a field
          </Button>
        )}
        {!isTrash && <VerbButtons resource={resource} rows={rows} onDone={onDone} />}
        {!isTrash && verbs.removeMany && (
          <Button size="small" variant="quiet-danger" onClick={() => setAsked('remove')}>
            Remove
          </Button>
        )}
        {isTrash && verbs.restore && (
          <Button
            size="small"
            variant="default"
            isBusy={run.isPending}
            onClick={() => run.mutate({ action: 'restore' })}
          >
            Restore
          </Button>
        )}
        {isTrash && verbs.purge && (
          <Button size="small" variant="quiet-danger" onClick={() => setAsked('purge')}>
            Delete for good
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={onDone}>
          Clear
        </Button>
      </section>
      {(asked === 'remove' || asked === 'purge') && (
        <ConfirmDialog
          title={`${words[asked].danger} ${count}?`}
          confirmLabel={words[asked].danger}
          isBusy={run.isPending}
          onConfirm={() => run.mutate({ action: asked })}
          onClose={() => setAsked(undefined)}
        >
          {rows.length <= 3
            ? rows.map((row) => `“${nameOf(resource, row)}”`).join(', ')
            : `All ${count} that are selected`}
          {isSoft && asked === 'remove'
            ? ': they go to the trash, from where they can be restored.'
            : '. This cannot be undone.'}
        </ConfirmDialog>
      )}
      {asked === 'update' && (
        <BatchEditDialog
          resource={resource}
          count={count}
          failure={run.error ? failureOf(run.error) : undefined}
          isBusy={run.isPending}
          onSave={(values) => run.mutate({ action: 'update', values })}
          onClose={() => {
            run.reset()
            setAsked(undefined)
          }}
        />
      )}
      {refused && (
        <BatchRefusal resource={resource} rows={rows} batch={refused} onClose={() => setRefused(undefined)} />
      )}
    </>
  )
}
