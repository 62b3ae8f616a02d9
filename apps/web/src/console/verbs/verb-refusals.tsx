'use client'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { counted, nameOf } from '../names-of-rows.ts'
import styles from '../table/dialogs.module.css'
import type { Resource, Transition } from '../types.ts'
import type { Outcome } from './run-verb.ts'

interface VerbRefusalsProps {
  resource: Resource
  verb: Transition
  outcome: Outcome
  onClose(): void
}

const maxShown = 10

/** The rows for which a verb succeeded, and those that it refused. */
export function VerbRefusals({ resource, verb, outcome: { done, refusals }, onClose }: VerbRefusalsProps) {
  const { labels } = resource
  return (
    <Dialog
      title={done === 0 ? `${verb.label}: nothing was done` : `${verb.label}: not done for all`}
      onClose={onClose}
      actions={
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      }
    >
      <p role="status">
        {done > 0 && `It was done for ${counted(done, labels)}. `}It was refused for {counted(refusals.length, labels)}:
      </p>
      <ul className={styles.refused}>
        {refusals.slice(0, maxShown).map(({ row, message }) => (
          <li key={String(row.id)}>
            <strong>{nameOf(resource, row)}</strong> {message}
          </li>
        ))}
      </ul>
      {refusals.length > maxShown && <p>And {refusals.length - maxShown} more.</p>}
    </Dialog>
  )
}
