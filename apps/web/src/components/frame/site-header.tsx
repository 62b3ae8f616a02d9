import type { Me } from '../../client/types.ts'
import { LinkButton } from '../button.tsx'
import { Logo } from '../logo.tsx'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import styles from './site-header.module.css'
import { UserMenu } from './user-menu.tsx'

/** Name, links to write and to sign in, and the signed-in user. */
export function SiteHeader({ me }: { me: Me | null }) {
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <a href="/" className={styles.home}>
          <Logo />
          <span>Plinth</span>
        </a>
        <nav className={styles.actions} aria-label="Main">
          <ColorSchemeButton />
          {me ? (
            <>
              <LinkButton href="/editor" size="small" variant="light">
                New article
              </LinkButton>
              <UserMenu me={me} />
            </>
          ) : (
            <>
              <LinkButton href="/sign-in" size="small" variant="quiet">
                Sign in
              </LinkButton>
              <LinkButton href="/sign-up" size="small">
                Sign up
              </LinkButton>
            </>
          )}
        </nav>
      </div>
    </header>
  )
}
