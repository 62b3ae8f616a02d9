'use client'
import type { AppRouter } from '@plinth/api'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { TRPCClient } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import { createQueryClient } from './query-client.ts'
import { createClient, TRPCProvider } from './trpc.ts'

interface Data {
  readonly queryClient: QueryClient
  readonly trpcClient: TRPCClient<AppRouter>
}

const create = (): Data => ({ queryClient: createQueryClient(), trpcClient: createClient() })

let ofThisTab: Data | undefined

/** The client and the cache of this browser tab. On the server each use has its own, so that no reader sees another's data. */
export function data(): Data {
  if (typeof window === 'undefined') return create()
  ofThisTab ??= create()
  return ofThisTab
}

/** Wraps components that call procedures from the browser. Pages that only display something do not load it. */
export function DataProvider({ children }: { children: ReactNode }) {
  const [{ queryClient, trpcClient }] = useState(data)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider queryClient={queryClient} trpcClient={trpcClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
