const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

// Random bytes are drawn for many ids at once, because each draw has a fixed cost.
const pool = new Uint8Array(4_096)
let used = pool.length

/** A new UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits, so that ids sort by creation. */
export function newId(nowMs: number = Date.now()): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const bytes = pool.subarray(used, used + 16)
  used += 16
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(nowMs / 2 ** (8 * (5 - index))) % 256
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let id = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) id += '-'
    id += hex[bytes[index] ?? 0]
  }
  return id
}
