'use client'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../components/button.tsx'
import { useOverrides } from '../overrides-context.tsx'
import type { Resource, Row, Transition } from '../types.ts'
import { isCallable, isRemoval } from './run-verb.ts'
import styles from './verb-buttons.module.css'
import { VerbDialog } from './verb-dialog.tsx'

interface VerbButtonsProps {
  resource: Resource
  /** One row, or the selected rows. */
  rows: readonly Row[]
  /** Called when the verb succeeded for all of them. */
  onDone?(): void
}

/** A button for each custom verb of the resource that makes sense for one of the rows. */
export function VerbButtons({ resource, rows, onDone }: VerbButtonsProps) {
  const { transitions } = useOverrides()
  const [asked, setAsked] = useState<{ verb: Transition; rows: readonly Row[] }>()
  const group = useRef<HTMLFieldSetElement>(null)
  const offered = resource.transitions.flatMap((verb) => {
    const fitting = rows.filter((row) => isCallable(verb, row) && (transitions?.[verb.name]?.(row) ?? true))
    return fitting.length > 0 ? [{ verb, rows: fitting }] : []
  })
  if (offered.length === 0 && !asked) return null
  return (
    <fieldset
      ref={group}
      className={styles.group}
      aria-label={`What can be done with ${whatOf(rows, resource)}`}
      tabIndex={-1}
    >
      {offered.map((each) => (
        <Button
          key={each.verb.name}
          size="small"
          variant={isRemoval(each.verb) ? 'quiet-danger' : 'light'}
          aria-haspopup="dialog"
          onClick={() => setAsked(each)}
        >
          {each.verb.label}
        </Button>
      ))}
      {asked && (
        <VerbDialog
          key={asked.verb.name}
          resource={resource}
          verb={asked.verb}
          rows={asked.rows}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            // The button may disappear with the row: the focus stays beside it.
            flushSync(() => setAsked(undefined))
            if (onDone) onDone()
            else group.current?.focus()
          }}
        />
      )}
    </fieldset>
  )
}

const whatOf = (rows: readonly Row[], { labels }: Resource) => (rows.length === 1 ? `this ${labels.one}` : labels.many)
