'use client'
import { usePathname } from 'next/navigation'
import styles from './account-nav.module.css'

const pages = [
  { href: '/account', name: 'Profile' },
  { href: '/account/password', name: 'Password' },
  { href: '/account/sessions', name: 'Sessions' },
]

/** Links to the account pages. */
export function AccountNav() {
  const here = usePathname()
  return (
    <nav aria-label="Account" className={styles.nav}>
      <ul>
        {pages.map(({ href, name }) => (
          <li key={href}>
            <a href={href} aria-current={here === href ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
