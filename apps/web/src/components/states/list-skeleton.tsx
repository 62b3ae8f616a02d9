import styles from './skeleton.module.css'

const places = ['a', 'b', 'c', 'd', 'e']

/** Stands where a list of articles is about to be. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      {places.map((place) => (
        <div key={place} className={styles.item}>
          <span className={styles.line} style={{ width: '11rem' }} />
          <span className={styles.line} data-tall style={{ width: '60%' }} />
          <span className={styles.line} style={{ width: '88%' }} />
        </div>
      ))}
    </div>
  )
}
