'use client'
import type { Resource, Row } from '../types.ts'
import styles from './related.module.css'
import { RelatedList } from './related-list.tsx'

/** The rows of other nouns that refer to a row: a list for each relation that leads here. */
export function RelatedRows({ resource, row }: { resource: Resource; row: Row }) {
  const lists = resource.related.filter(({ key }) => row[key] !== null && row[key] !== undefined)
  if (lists.length === 0) return null
  return (
    <div className={styles.related}>
      {lists.map((related) => (
        <RelatedList key={`${related.resource} ${related.filter}`} related={related} value={row[related.key]} />
      ))}
    </div>
  )
}
