import { isIPv6 } from 'node:net'

/** The network that shares one client's limits: an IPv4 address, or the /64 of an IPv6 address, the smallest block that a household gets. */
export const networkOf = (address: string): string => (isIPv6(address) ? `${prefixOf(address)}::/64` : address)

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

/** The route by which a request arrived. */
interface Way {
  /** The address of the other end of the connection. */
  readonly socket: string | undefined
  /** The `X-Forwarded-For` header. */
  readonly forwarded: string | undefined
}

/**
 * The address of a client. Behind n trusted proxies it is the one that the outermost of them saw: the n-th from the right of X-Forwarded-For. Entries
 * further left were sent by the client and prove nothing.
 */
export function addressBehind(proxies: number, { socket, forwarded }: Way): string {
  const seen = proxies > 0 ? forwarded?.split(',').at(-proxies)?.trim() : undefined
  return (seen || socket || 'unknown').replace(/^::ffff:/, '')
}
