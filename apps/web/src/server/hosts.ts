import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** Whether this server answers under the name in the `Host` header of a request. */
export type HostCheck = (host: string | undefined) => boolean

/**
 * The names under which the server answers: `localhost` and names below it, the name of this machine, the host of `publicUrl`, the
 * allowed names, and every IP address. A page of another site whose name is made to resolve to this machine (DNS rebinding) sends its own name, which is
 * none of these; it cannot send an IP address. `*` allows every name.
 */
export function hostCheck({
  publicUrl,
  allowed = [],
}: {
  publicUrl?: string | undefined
  allowed?: readonly string[] | undefined
}): HostCheck {
  if (allowed.includes('*')) return () => true
  const names = new Set(['localhost', hostname().toLowerCase(), ...allowed.map((name) => name.toLowerCase())])
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname)
  return (host) => {
    if (host === undefined) return false
    const name = nameIn(host)
    return names.has(name) || isIP(name) !== 0 || name.endsWith('.localhost')
  }
}

/** Without port, brackets and the trailing dot of a full domain name. */
function nameIn(host: string): string {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host) ?? []
  return bracketed ?? plain.replace(/\.$/, '').toLowerCase()
}
