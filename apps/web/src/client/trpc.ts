'use client'
import type { AppRouter } from '@plinth/api'
import { createTRPCClient, httpBatchStreamLink, httpLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import superjson from 'superjson'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const url = '/api/trpc'

/** The typed client of the browser. A write is one plain request, because it may set the session cookie; reads share a stream. */
export function createClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        true: httpLink({ url, transformer: superjson }),
        false: httpBatchStreamLink({ url, transformer: superjson, maxItems: 20 }),
      }),
    ],
  })
}
