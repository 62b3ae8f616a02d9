'use client'
import type { AppRouter } from '@plinth/api'
import { wireWriter } from '@plinth/core/wire'
import { createTRPCClient, httpBatchStreamLink, httpLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import superjson from 'superjson'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const url = '/api/trpc'

/** A user may type JSON with keys that superjson does not write. */
const transformer = { serialize: wireWriter(superjson.serialize), deserialize: superjson.deserialize }

/** The typed client of the browser. A write is one plain request, because it may set the session cookie; reads share a stream. */
export function createClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        true: httpLink({ url, transformer }),
        false: httpBatchStreamLink({ url, transformer, maxItems: 20 }),
      }),
    ],
  })
}
