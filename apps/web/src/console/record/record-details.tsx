'use client'
import { Cell } from '../cell.tsx'
import type { Resource, Row } from '../types.ts'
import styles from './record.module.css'

interface RecordDetailsProps {
  resource: Resource
  row: Row
  /** Fields that are shown elsewhere. */
  without: readonly string[]
}

/** The fields of a row that are not in its form. */
export function RecordDetails({ resource, row, without }: RecordDetailsProps) {
  const fields = resource.fields.filter(({ name }) => !without.includes(name))
  return (
    <aside className={styles.details} aria-label="Further fields">
      <dl>
        {fields.map((field) => (
          <div key={field.name} data-kind={field.kind}>
            <dt>{field.label}</dt>
            <dd>
              <Cell field={field} row={row} />
            </dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}
