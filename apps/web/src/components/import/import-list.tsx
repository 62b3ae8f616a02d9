import { DateText } from '../date-text.tsx'
import styles from './import.module.css'
import type { Import } from './types.ts'

interface ImportListProps {
  imports: readonly Import[]
  currentId: string | undefined
  onOpen(id: string): void
}

/** Earlier imports, the newest first. */
export function ImportList({ imports, currentId, onOpen }: ImportListProps) {
  if (imports.length === 0) return null
  return (
    <section className={styles.section} aria-labelledby="earlier">
      <h2 id="earlier">Your imports</h2>
      <ul className={styles.list}>
        {imports.map(({ id, name, state, created, updated, failed, createdAt }) => (
          <li key={id}>
            <button type="button" aria-current={id === currentId || undefined} onClick={() => onOpen(id)}>
              <span className={styles.name}>{name}</span>
              <span className={styles.facts}>
                <DateText date={createdAt} /> · {state} · {(created + updated).toLocaleString('en')} written
                {failed > 0 ? `, ${failed.toLocaleString('en')} failed` : ''}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
