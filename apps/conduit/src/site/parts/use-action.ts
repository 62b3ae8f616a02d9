import { useRef, useState } from 'react'
import { type Failure, failureOf } from '../data/failure.ts'
import { useSite } from './site-context.ts'

export interface Action {
  /** Runs the action, unless it is already running. */
  run(): Promise<void>
  readonly isBusy: boolean
  readonly failure: Failure | null
}

/** The action of a button or a form: it runs once at a time, and keeps its error. */
export function useAction(work: () => Promise<void>): Action {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const isRunning = useRef(false)
  return {
    isBusy,
    failure,
    async run() {
      if (isRunning.current) return
      isRunning.current = true
      setBusy(true)
      setFailure(null)
      try {
        await work()
      } catch (error) {
        setFailure(failureOf(error))
      } finally {
        isRunning.current = false
        setBusy(false)
      }
    },
  }
}

/** As `useAction`, for an action without a place for its error: the error appears at the edge of the page. */
export function useToggle(work: () => Promise<void>): Pick<Action, 'run' | 'isBusy'> {
  const { trouble } = useSite()
  return useAction(async () => {
    trouble.set(null)
    await work().catch((error: unknown) => trouble.set(failureOf(error)))
  })
}
