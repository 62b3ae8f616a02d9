'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { failureOf } from './failure.ts'
import { showToast } from './toasts.tsx'
import { useTRPC } from './trpc.ts'
import { forgetUnsavedTexts } from './unsaved-text.ts'

/** Ends the session, and forgets what the browser has read and kept for the person. */
export function useSignOut() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation(
    trpc.sessions.signOut.mutationOptions({
      onSuccess: () => {
        forgetUnsavedTexts()
        queryClient.clear()
        router.push('/')
        router.refresh()
      },
      onError: (error) =>
        showToast({ title: 'You are still signed in', message: failureOf(error).message, isFailure: true }),
    }),
  )
}
