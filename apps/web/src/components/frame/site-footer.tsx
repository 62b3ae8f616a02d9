import styles from './site-footer.module.css'

export function SiteFooter() {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <span>Runs on Plinth, free software under the MIT licence.</span>
        <nav aria-label="Footer">
          <a href="/">Articles</a>
        </nav>
      </div>
    </footer>
  )
}
