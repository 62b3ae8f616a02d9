'use client'
import type { Failure } from '../failure.ts'
import styles from './form-failure.module.css'

/** What went wrong with a whole form, read out at once. */
export function FormFailure({ failure }: { failure: Failure | undefined }) {
  return (
    <div role="alert">
      {failure && (
        <div className={styles.failure}>
          <p>{failure.message}</p>
          {failure.requestId && (
            <p>
              Request id: <code>{failure.requestId}</code>
            </p>
          )}
        </div>
      )}
    </div>
  )
}
