/** An IPv6 customer has a network of 2^64 addresses to choose from, so they count as one. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const [left, right] = [head, tail ?? ''].map((half) => half.split(':').filter((group) => group !== '')) as [
    string[],
    string[],
  ] // one for each half
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return `${groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')}::/64`
}
