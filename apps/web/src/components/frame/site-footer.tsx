import styles from './site-footer.module.css'

export function SiteFooter() {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <span>Runs on Plinth, free software under the MIT licence.</span>
        <nav aria-label="Footer">
          <a href="/">Articles</a>
          {/* Its own page, outside of the router: with a target the browser follows the link itself. */}
          <a href="/reference" target="_self">
            API reference
          </a>
        </nav>
      </div>
    </footer>
  )
}
