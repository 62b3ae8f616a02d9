import { isIPv6 } from 'node:net'
import type { DatabaseClient } from '@plinth/db/admission'

/** Who shares what one client may use: an IPv4 address, or the /64 of an IPv6 address, which is the least that one household gets. */
export function clientAt(address: string): DatabaseClient {
  const group = isIPv6(address) ? `${prefixOf(address)}::/64` : address
  return { key: group, address: group }
}

/** The first four groups of an IPv6 address, written in full. */
function prefixOf(address: string): string {
  const [bare = ''] = address.split('%')
  const [head = '', tail] = bare.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
