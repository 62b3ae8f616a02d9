'use client'
import type { Failure } from '../failure.ts'
import styles from './form-failure.module.css'

/** The error of a whole form, read out at once. */
export function FormFailure({ failure }: { failure: Failure | undefined }) {
  return (
    <div role="alert">
      {failure && (
        <div className={styles.failure}>
          <p>
            {failure.message}
            {failure.code === 'SIGN_IN_REQUIRED' && (
              <>
                {' '}
                Your session has ended.{' '}
                <a href="/sign-in" target="_blank" rel="noopener">
                  Sign in in a new tab
                </a>
                , then send this again.
              </>
            )}
          </p>
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
