import { useEffect } from 'react'
import type { Failure } from '../data/failure.ts'
import { addresses } from '../routing/addresses.ts'
import { useSite, useStore } from './site-context.ts'

/** An error message, read out at once. */
export function ErrorMessages({ failure }: { failure: Failure | null }) {
  if (!failure) return null
  return (
    <ul className="error-messages" role="alert">
      {failure.messages.map((message) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  )
}

/** An error outside of a form; it disappears after a while. */
export function Trouble() {
  const { trouble } = useSite()
  const failure = useStore(trouble, null)
  useEffect(() => {
    if (!failure) return
    const end = setTimeout(() => trouble.set(null), 8_000)
    return () => clearTimeout(end)
  }, [failure, trouble])
  if (!failure) return null
  return (
    <div className="trouble">
      <ErrorMessages failure={failure} />
      <button type="button" className="trouble-close" aria-label="Dismiss" onClick={() => trouble.set(null)}>
        <i className="ion-close-round" />
      </button>
    </div>
  )
}

/** Shown instead of a page that cannot be shown, with a link to continue. */
export function Failed({ failure }: { failure: Failure }) {
  const { navigator } = useSite()
  const isGone = failure.status === 404
  return (
    <div className="failed">
      <h1>{isGone ? 'This is not here' : 'This could not be loaded'}</h1>
      <ErrorMessages failure={failure} />
      {isGone ? (
        <a className="btn btn-outline-secondary" href={addresses.home}>
          Read what is new
        </a>
      ) : (
        <button type="button" className="btn btn-outline-secondary" onClick={() => navigator.renew()}>
          Try again
        </button>
      )}
    </div>
  )
}

/** A placeholder for content that is loading. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={at} />
      ))}
    </div>
  )
}
