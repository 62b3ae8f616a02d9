'use client'
import { useCopy } from '../../client/use-copy.ts'
import { Button } from '../button.tsx'
import styles from './new-token.module.css'

interface ShownTokenProps {
  name: string
  token: string
  onClose(): void
}

/** A new token and how to use it. */
export function ShownToken({ name, token, onClose }: ShownTokenProps) {
  const { copy, state } = useCopy()
  const example = `curl -H 'Authorization: Bearer ${token}' \\\n  ${window.location.origin}/api/trpc/users.me`
  return (
    <div className={styles.made}>
      <p>
        <strong>The token “{name}” is ready.</strong> Copy it now: it is shown this once, and only its fingerprint is
        kept.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls sideways must be reachable by keyboard */}
      <pre className={styles.token} tabIndex={0}>
        {token}
      </pre>
      <p className={styles.label}>Try it in a terminal:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
      <pre tabIndex={0}>{example}</pre>
      <div className={styles.actions}>
        <Button size="small" onClick={() => void copy(token)}>
          {state === 'copied' ? 'Copied' : 'Copy token'}
        </Button>
        <Button size="small" variant="default" onClick={onClose}>
          Done, hide it
        </Button>
        {state === 'refused' && (
          <span className={styles.label}>The browser does not allow copying here: select the token and copy it.</span>
        )}
      </div>
    </div>
  )
}
