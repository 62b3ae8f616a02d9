'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { useTRPC } from '../../client/trpc.ts'
import { Button, LinkButton } from '../button.tsx'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import styles from './import.module.css'
import { type Import, type ImportTarget, isBusy } from './types.ts'

interface ImportResultProps {
  found: Import
  target: ImportTarget
  onChanged(): Promise<void>
}

const words: Partial<Record<Import['state'], string>> = {
  uploading: 'Uploading',
  ready: 'Uploaded',
  checking: 'Checking',
  checked: 'Checked: nothing has been written',
  running: 'Importing',
  done: 'Imported',
  failed: 'Stopped',
  cancelled: 'Cancelled',
  undoing: 'Undoing',
  undone: 'Undone',
}

/** The progress and result of an import, and the possible actions. */
export function ImportResult({ found, target, onChanged }: ImportResultProps) {
  const trpc = useTRPC()
  const [isAsking, setIsAsking] = useState(false)
  const tell = (error: unknown) =>
    showToast({ title: 'That did not work', message: failureOf(error).message, isFailure: true })
  const options = { onError: tell, onSettled: onChanged }
  const cancel = useMutation(trpc.imports.cancel.mutationOptions(options))
  const resume = useMutation(trpc.imports.resume.mutationOptions(options))
  const undo = useMutation(trpc.imports.undo.mutationOptions({ ...options, onSuccess: () => setIsAsking(false) }))
  const errors = useQuery(
    trpc.imports.errors.queryOptions({ id: found.id, limit: 10 }, { enabled: found.failed > 0 && !isBusy(found) }),
  )
  const left = useQuery(
    trpc.imports.left.queryOptions({ id: found.id, limit: 10 }, { enabled: found.left > 0 && !isBusy(found) }),
  )
  const { id, state } = found
  const isStalled = isBusy(found) && found.leaseUntil !== null && found.leaseUntil.getTime() < Date.now()
  const mayUndo = ['done', 'cancelled', 'failed'].includes(state) && found.created + found.updated > 0
  const counts = [
    [found.created, state === 'checked' ? 'would be new' : 'new'],
    [found.updated, state === 'checked' ? 'would be updated' : 'updated'],
    [found.unchanged, 'unchanged'],
    [found.failed, 'failed'],
    [found.undone, 'undone'],
    [found.left, 'could not be undone'],
  ] as const
  return (
    <>
      <p role="status" className={styles.state}>
        {words[state] ?? state}
        {counts
          .filter(([count]) => count > 0)
          .map(([count, what]) => ` · ${count.toLocaleString('en')} ${what}`)
          .join('')}
      </p>
      {(state === 'running' || state === 'checking') && (
        <progress
          className={styles.progress}
          aria-label="Progress"
          value={found.bytesDone}
          max={Math.max(found.bytes, 1)}
        />
      )}
      {state === 'undoing' && (
        <progress
          className={styles.progress}
          aria-label="Progress"
          value={found.undone + found.left}
          max={Math.max(found.created + found.updated, 1)}
        />
      )}
      {found.problem && (
        <p role="alert" className={styles.failure}>
          {found.problem.message}
        </p>
      )}
      {errors.data && errors.data.items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <caption>The first rows that failed</caption>
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">What is wrong</th>
              </tr>
            </thead>
            <tbody>
              {errors.data.items.map(({ row, message }) => (
                <tr key={row}>
                  <th scope="row">{row}</th>
                  <td>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {left.data && left.data.items.length > 0 && (
        <ul className={styles.left}>
          {left.data.items.map(({ row, reason }) => (
            <li key={row}>
              Row {row}: {reason}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        {found.failed > 0 && (
          <LinkButton href={`/api/v1/imports/${id}/errors.csv`} variant="default">
            Download failed rows
          </LinkButton>
        )}
        {(state === 'running' || state === 'checking') && !isStalled && (
          <Button variant="default" isBusy={cancel.isPending} onClick={() => cancel.mutate({ id })}>
            Cancel
          </Button>
        )}
        {(isStalled || (state === 'failed' && found.problem?.during !== undefined)) && (
          <Button variant="default" isBusy={resume.isPending} onClick={() => resume.mutate({ id })}>
            Resume
          </Button>
        )}
        {mayUndo && (
          <Button variant="quiet-danger" onClick={() => setIsAsking(true)}>
            Undo this import
          </Button>
        )}
      </div>
      {isAsking && (
        <ConfirmDialog
          title="Undo this import?"
          confirmLabel="Undo"
          isBusy={undo.isPending}
          onConfirm={() => undo.mutate({ id })}
          onClose={() => setIsAsking(false)}
        >
          {`${target.many[0]?.toUpperCase()}${target.many.slice(1)} that it created are removed, and those that it changed become what they were, unless someone has changed them since.`}
        </ConfirmDialog>
      )}
    </>
  )
}
