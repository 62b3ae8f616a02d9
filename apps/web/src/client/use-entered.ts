'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'

/** After signing in or up: clears the reads of the previous user, and goes to `path`. */
export function useEntered(path: string): () => void {
  const queryClient = useQueryClient()
  const router = useRouter()
  return () => {
    queryClient.clear()
    router.replace(path)
    router.refresh()
  }
}
