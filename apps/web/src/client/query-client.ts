import { exactJson } from '@plinth/core/exact-json'
import { hashKey, QueryClient, type QueryKey } from '@tanstack/react-query'
import { failureOf } from './failure.ts'

/** A 4xx answer does not change when the call is repeated. */
const isWorthRepeating = (error: unknown) => ['OFFLINE', 'UNAVAILABLE', 'TIMEOUT'].includes(failureOf(error).code)

/** TanStack hashes keys as JSON, which has no bigint. */
function hashOf(key: QueryKey): string {
  try {
    return hashKey(key)
  } catch {
    return exactJson(key)
  }
}

/** The browser's cache of reads. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Without a connection a call fails with an error; it does not wait silently for the connection.
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
