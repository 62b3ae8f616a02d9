import styles from './skip-link.module.css'

/** The first stop of the tab key: past the header, to the content. */
export function SkipLink() {
  return (
    <a className={styles.link} href="#content">
      Skip to content
    </a>
  )
}
