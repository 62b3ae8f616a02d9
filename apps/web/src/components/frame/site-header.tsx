import Link from 'next/link'
import type { Me } from '../../client/types.ts'
import { LinkButton } from '../link-button.tsx'
import { Logo } from '../logo.tsx'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import styles from './site-header.module.css'
import { UserMenu } from './user-menu.tsx'

/** Name, ways to write and to sign in; who is signed in. */
export function SiteHeader({ me }: { me: Me | null }) {
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link href="/" className={styles.home}>
          <Logo />
          <span>Plinth</span>
        </Link>
        <nav className={styles.actions} aria-label="Main">
          <ColorSchemeButton />
          {me ? (
            <>
              <LinkButton href="/editor" size="xs" variant="light">
                New article
              </LinkButton>
              <UserMenu me={me} />
            </>
          ) : (
            <>
              <LinkButton href="/sign-in" size="xs" variant="subtle">
                Sign in
              </LinkButton>
              <LinkButton href="/sign-up" size="xs">
                Sign up
              </LinkButton>
            </>
          )}
        </nav>
      </div>
    </header>
  )
}
