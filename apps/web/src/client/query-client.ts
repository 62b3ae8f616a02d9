import { exactJson } from '@plinth/core/exact-json'
import { hashKey, QueryClient, type QueryKey } from '@tanstack/react-query'
import { failureOf } from './failure.ts'

/** What an answer of 4xx says will not change by asking again. */
const isWorthRepeating = (error: unknown) => ['OFFLINE', 'UNAVAILABLE', 'TIMEOUT'].includes(failureOf(error).code)

/** TanStack hashes keys as JSON, which has no bigint. */
function hashOf(key: QueryKey): string {
  try {
    return hashKey(key)
  } catch {
    return exactJson(key)
  }
}

/** The cache of what the browser has read. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Without a connection a call fails and says so; it does not wait in silence for the connection to come back.
      queries: {
        networkMode: 'always',
        queryKeyHashFn: hashOf,
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isWorthRepeating(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
