import { networkOf } from '@plinth/bounds/network'
import type { DatabaseClient } from '@plinth/db/admission'

/** The database client of a request for which only the address is known. */
export function clientAt(address: string): DatabaseClient {
  const network = networkOf(address)
  return { key: network, address: network }
}
