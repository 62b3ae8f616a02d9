'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { useTRPC } from '../../client/trpc.ts'
import type { SessionRow } from '../../client/types.ts'
import { Button } from '../button.tsx'
import { SessionItem } from './session-item.tsx'
import styles from './session-list.module.css'

interface SessionListProps {
  /** The sessions as the server read them for the page. */
  sessions: SessionRow[]
  readAtMs: number
}

/** The user's sessions; each can be ended here. */
export function SessionList({ sessions, readAtMs }: SessionListProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const list = useQuery(
    trpc.sessions.list.queryOptions(undefined, {
      initialData: sessions,
      initialDataUpdatedAt: readAtMs,
      refetchOnWindowFocus: true,
    }),
  )
  const refresh = () => queryClient.invalidateQueries(trpc.sessions.list.queryFilter())
  const tell = (error: unknown) =>
    showToast({ title: 'It was not ended', message: failureOf(error).message, isFailure: true })
  const revoke = useMutation(
    trpc.sessions.revoke.mutationOptions({
      onSuccess: () => showToast({ message: 'Ended: it is signed out from now on.' }),
      onError: tell,
      onSettled: refresh,
    }),
  )
  const revokeAll = useMutation(
    trpc.sessions.revokeAll.mutationOptions({
      onSuccess: ({ revoked }) =>
        showToast({ message: revoked === 1 ? '1 other was ended.' : `${revoked} others were ended.` }),
      onError: tell,
      onSettled: refresh,
    }),
  )
  const hasOthers = list.data.some(({ isCurrent }) => !isCurrent)
  return (
    <section aria-labelledby="sessions">
      <div className={styles.head}>
        <h2 id="sessions">Active now</h2>
        {hasOthers && (
          <Button variant="default" size="small" isBusy={revokeAll.isPending} onClick={() => revokeAll.mutate()}>
            End all others
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {list.data.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            nowMs={list.dataUpdatedAt}
            isEnding={revoke.isPending && revoke.variables.id === session.id}
            onEnd={() => revoke.mutate({ id: session.id })}
          />
        ))}
      </ul>
      {list.error && (
        <p role="alert" className={styles.failure}>
          The list may be out of date. {failureOf(list.error).message}
        </p>
      )}
    </section>
  )
}
