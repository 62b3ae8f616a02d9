'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { Breadcrumbs } from '../../components/breadcrumbs.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { addressOf, capital } from '../names-of-rows.ts'
import type { Resource, Row } from '../types.ts'
import { useCalls, useRefresh } from '../use-calls.ts'
import { VerbButtons } from '../verbs/verb-buttons.tsx'
import styles from './record.module.css'

interface RecordHeaderProps {
  resource: Resource
  row: Row
  title: string
}

/** The name of the row, and the actions on the whole row. */
export function RecordHeader({ resource, row, title }: RecordHeaderProps) {
  const { name, labels, verbs, isSoft } = resource
  const router = useRouter()
  const calls = useCalls(name)
  const refresh = useRefresh(name)
  const [isAsking, setAsking] = useState(false)
  const tell = (error: unknown) => {
    const { code, message } = failureOf(error)
    // The row is visible, so the missing permission is the one to change it.
    const words = code === 'NOT_FOUND' ? `You may not do this with this ${labels.one}.` : message
    showToast({ title: 'It was not done', message: words, isFailure: true })
    void refresh()
  }
  const remove = useMutation({
    mutationFn: () => calls.remove(addressOf(row)),
    onSuccess: () => {
      showToast({ message: `“${title}” was removed.` })
      void refresh()
      router.push(`/data/${name}`)
    },
    onError: (error) => {
      setAsking(false)
      tell(error)
    },
  })
  return (
    <header className={styles.header}>
      <Breadcrumbs
        crumbs={[
          { label: 'Data', href: '/data' },
          { label: capital(labels.many), href: `/data/${name}` },
        ]}
      />
      <div className={styles.heading}>
        <PageHeading title={title} />
        <div className={styles.actions}>
          <VerbButtons resource={resource} rows={[row]} />
          {verbs.remove && (
            <Button size="small" variant="quiet-danger" onClick={() => setAsking(true)}>
              Remove
            </Button>
          )}
        </div>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={`Remove this ${labels.one}?`}
          confirmLabel="Remove"
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          “{title}”{' '}
          {isSoft
            ? 'goes to the trash, from where it can be restored.'
            : 'will be gone for everyone. This cannot be undone.'}
        </ConfirmDialog>
      )}
    </header>
  )
}
