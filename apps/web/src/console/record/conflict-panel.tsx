'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { Button } from '../../components/button.tsx'
import type { Field, Resource, Row } from '../types.ts'
import { keyOf } from '../use-calls.ts'
import styles from './conflict-panel.module.css'
import { changedFields, type Drafts, draftsOf } from './form-values.ts'

interface ConflictPanelProps {
  resource: Resource
  fields: readonly Field[]
  /** The row as it was when editing began. */
  base: Row
  mine(): Drafts
  read(): Promise<Row>
  /** The present row, and the form with both changes merged. */
  onMerged(newest: Row, drafts: Drafts): void
}

/** Shown when a save conflicts with another change. Where both sides changed a field, both versions are shown; all other changes are kept. */
export function ConflictPanel({ resource, fields, base, mine, read, onMerged }: ConflictPanelProps) {
  const { labels, name } = resource
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const [isMerged, setMerged] = useState(false)
  const newest = useQuery({
    queryKey: keyOf(name, 'conflict', base.id, base.version),
    queryFn: read,
    gcTime: 0,
    staleTime: 0,
  })
  if (isMerged) {
    return (
      <div className={styles.panel} role="alert">
        <p className={styles.title}>Both changes are in the form now.</p>
        <p>Look at them, and save once more.</p>
      </div>
    )
  }
  const drafts = mine()
  const began = draftsOf(fields, base)
  const now = draftsOf(fields, newest.data ?? base)
  const changedByThem = changedFields(fields, now, began)
  const touching = changedByThem.filter(
    (field) => changedFields([field], drafts, began).length > 0 && changedFields([field], drafts, now).length > 0,
  )
  const merge = () => {
    if (!newest.data) return
    const merged = fields.map((field) => {
      const isTheirs = changedFields([field], drafts, began).length === 0 || theirs.has(field.name)
      return [field.name, isTheirs ? now[field.name] : drafts[field.name]]
    })
    setMerged(true)
    onMerged(newest.data, Object.fromEntries(merged))
  }
  return (
    <div className={styles.panel} role="alert">
      <p className={styles.title}>It was not saved: this {labels.one} was changed elsewhere since you opened it.</p>
      {newest.isPending && <p>Reading the other version…</p>}
      {newest.error && <p>{failureOf(newest.error).message}</p>}
      {newest.data && (
        <>
          <p>
            {touching.length === 0
              ? 'Your changes and the others are in different fields: both can be kept.'
              : 'Choose what to keep where both changed the same field.'}
          </p>
          {touching.map((field) => (
            <Versions
              key={field.name}
              field={field}
              yours={drafts[field.name]}
              other={now[field.name]}
              isTheirs={theirs.has(field.name)}
              onChoose={(isTheirs) => {
                const chosen = new Set(theirs)
                if (isTheirs) chosen.add(field.name)
                else chosen.delete(field.name)
                setTheirs(chosen)
              }}
            />
          ))}
          <div className={styles.actions}>
            <Button size="small" onClick={merge}>
              {touching.length === 0 ? 'Keep both' : 'Put these into the form'}
            </Button>
            <Button
              size="small"
              variant="default"
              onClick={() => {
                setMerged(true)
                if (newest.data) onMerged(newest.data, now)
              }}
            >
              Give up mine
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

interface VersionsProps {
  field: Field
  yours: unknown
  other: unknown
  isTheirs: boolean
  onChoose(isTheirs: boolean): void
}

const textOf = (draft: unknown) =>
  typeof draft === 'string' || typeof draft === 'boolean' ? String(draft) : JSON.stringify(draft, null, 2)

function Versions({ field, yours, other, isTheirs, onChoose }: VersionsProps) {
  const sides = [
    { name: 'Yours', text: textOf(yours), isOther: false },
    { name: 'The other', text: textOf(other), isOther: true },
  ]
  return (
    <fieldset className={styles.versions}>
      <legend>{field.label}</legend>
      {sides.map(({ name, text, isOther }) => (
        <label key={name}>
          <span>
            <input
              type="radio"
              name={`keep ${field.name}`}
              checked={isTheirs === isOther}
              onChange={() => onChoose(isOther)}
            />
            {name}
          </span>
          <span className={styles.text}>{text === '' ? 'empty' : text}</span>
        </label>
      ))}
    </fieldset>
  )
}
