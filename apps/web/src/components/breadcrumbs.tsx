import styles from './breadcrumbs.module.css'

interface Crumb {
  label: string
  /** Not set for the page itself. */
  href?: string | undefined
}

/** The path from the home page to this page. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Where you are">
      <ol className={styles.crumbs}>
        {crumbs.map(({ label, href }) => (
          <li key={label}>{href === undefined ? <span>{label}</span> : <a href={href}>{label}</a>}</li>
        ))}
      </ol>
    </nav>
  )
}
