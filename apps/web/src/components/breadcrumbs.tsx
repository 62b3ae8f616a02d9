import styles from './breadcrumbs.module.css'

interface Crumb {
  label: string
  /** None for the page itself. */
  href?: string | undefined
}

/** The way from the top to where the page stands. */
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
