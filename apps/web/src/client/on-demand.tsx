'use client'
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { Button } from '../components/button.tsx'
import { failureOf } from './failure.ts'
import styles from './on-demand.module.css'

/** A component whose code is loaded when it is needed. After a failure, the next use loads it again. */
export interface Code<P> {
  loaded: ComponentType<P> | undefined
  load(): Promise<ComponentType<P>>
  /** Loads the code ahead. A failure appears when the component is shown. */
  preload(): void
}

export function codeOf<P>(load: () => Promise<ComponentType<P>>): Code<P> {
  const code: Code<P> = {
    loaded: undefined,
    async load() {
      code.loaded ??= await load()
      return code.loaded
    },
    preload: () => void code.load().catch(() => undefined),
  }
  return code
}

interface OnDemandProps<P> {
  code: Code<P>
  /** The props of the component. */
  props: P
  /** Shown while the code is loaded. */
  loading?: ReactNode
}

/**
 * Shows a component whose code is loaded in the browser when it is first shown. If loading fails, it shows an error and offers a retry;
 * `next/dynamic` keeps the failed load and breaks the page.
 */
export function OnDemand<P extends object>({ code, props, loading = null }: OnDemandProps<P>) {
  const [Part, setPart] = useState(() => code.loaded)
  const [failure, setFailure] = useState<unknown>()
  const isWaiting = !Part && failure === undefined
  useEffect(() => {
    if (!isWaiting) return
    let isGone = false
    code.load().then(
      (part) => !isGone && setPart(() => part),
      (error: unknown) => !isGone && setFailure(error),
    )
    return () => {
      isGone = true
    }
  }, [code, isWaiting])
  if (Part) return <Part {...props} />
  if (isWaiting) return loading
  return (
    <div className={styles.failure}>
      <p role="alert">{failureOf(failure).message}</p>
      <Button variant="default" onClick={() => setFailure(undefined)}>
        Try again
      </Button>
    </div>
  )
}
