import styles from './skeleton.module.css'

const widths = ['92%', '98%', '87%', '95%', '60%']

/** A placeholder for text that is loading. */
export function TextSkeleton() {
  return (
    <div className={styles.text} role="status" aria-label="Loading">
      {widths.map((width) => (
        <span key={width} className={styles.line} style={{ width }} />
      ))}
    </div>
  )
}
