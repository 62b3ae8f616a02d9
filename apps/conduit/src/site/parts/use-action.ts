import { useRef, useState } from 'react'
import { type Failure, failureOf } from '../data/failure.ts'
import { useSite } from './site-context.ts'

export interface Action {
  /** Does it, unless it is being done already. */
  run(): Promise<void>
  readonly isBusy: boolean
  readonly failure: Failure | null
}

/** What a button or a form does: once at a time, with what went wrong. */
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

/** As `useAction`, for what has no place of its own to tell a failure: it is told at the edge of the page. */
export function useToggle(work: () => Promise<void>): Pick<Action, 'run' | 'isBusy'> {
  const { trouble } = useSite()
  return useAction(async () => {
    trouble.set(null)
    await work().catch((error: unknown) => trouble.set(failureOf(error)))
  })
}
