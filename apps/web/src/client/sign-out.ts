import { data } from './data-provider.tsx'
import { failureOf } from './failure.ts'
import { showToast } from './toasts.tsx'
import { forgetUnsavedTexts } from './unsaved-text.ts'

/** Ends the session, and deletes what the browser stored for the user. False if the server did not do it; the user has seen the error. */
export async function signOut(): Promise<boolean> {
  const { queryClient, trpcClient } = data()
  try {
    await trpcClient.sessions.signOut.mutate()
  } catch (error) {
    showToast({ title: 'You are still signed in', message: failureOf(error).message, isFailure: true })
    return false
  }
  forgetUnsavedTexts()
  queryClient.clear()
  return true
}
