'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPCClient } from '../client/trpc.ts'
import { callsOf } from './calls.ts'

/** The procedures of a resource, from the browser. */
export function useCalls(resource: string) {
  const client = useTRPCClient()
  return useMemo(() => callsOf(client, resource), [client, resource])
}

/** The cache key of what was read of a resource. */
export const keyOf = (resource: string, ...more: unknown[]) => ['data', resource, ...more]

/** Invalidates what is shown of a resource, so that it is read again. */
export function useRefresh(resource: string): () => Promise<void> {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: keyOf(resource) })
}

/** The same for every resource, after a verb that may have changed others too. */
export function useRefreshAll(): () => Promise<void> {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: ['data'] })
}
