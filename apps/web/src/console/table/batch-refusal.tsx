'use client'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { counted, nameOf } from '../names-of-rows.ts'
import type { Batch, Resource, Row } from '../types.ts'
import styles from './dialogs.module.css'

interface BatchRefusalProps {
  resource: Resource
  rows: readonly Row[]
  batch: Batch
  onClose(): void
}

const maxShown = 10

/** The rows that made a batch fail. */
export function BatchRefusal({ resource, rows, batch, onClose }: BatchRefusalProps) {
  const refused = batch.results.flatMap((result, nth) => {
    const row = rows[nth]
    return result.isOk || !row ? [] : [{ row, error: result.error }]
  })
  return (
    <Dialog
      title="Nothing was changed"
      onClose={onClose}
      actions={
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      }
    >
      <p>
        A batch is done as a whole or not at all. {counted(refused.length, resource.labels)}{' '}
        {refused.length === 1 ? 'stands' : 'stand'} in the way:
      </p>
      <ul className={styles.refused}>
        {refused.slice(0, maxShown).map(({ row, error }) => (
          <li key={String(row.id)}>
            <strong>{nameOf(resource, row)}</strong> {Object.values(error.fields ?? {}).flat()[0] ?? error.message}
          </li>
        ))}
      </ul>
      {refused.length > maxShown && <p>And {refused.length - maxShown} more.</p>}
    </Dialog>
  )
}
