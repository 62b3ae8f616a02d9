import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'OK',
    (error: { code?: string }) => error.code ?? String(error),
  )
const from = (nth: number) => ({ network: `network ${nth}` })
const floodOf = (count: number, network: (nth: number) => number) =>
  Array.from({ length: count }, (_, nth) => codeOf(hashPassword('a password', from(network(nth)))))

// Must run first, because the first check for an unknown account in a process creates the hash for the comparison.
test('a look for an unknown account that is refused is refused this once', async () => {
  const flood = floodOf(102, (nth) => nth)
  expect(await codeOf(verifyPassword(undefined, 'a password', from(103)))).toBe('TOO_MANY_REQUESTS')
  expect(await Promise.all(flood)).toEqual(Array(102).fill('OK'))
  expect(await verifyPassword(undefined, 'a password', from(103))).toBe(false)
})

test('a password fits its own hash and no other', async () => {
  const hash = await hashPassword('correct horse', from(1))
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword(hash, 'correct horse', from(1))).toBe(true)
  expect(await verifyPassword(hash, 'correct hors', from(1))).toBe(false)
})

test('a hundred hashes of one network let one of another network come third', async () => {
  const order: string[] = []
  const flood = floodOf(100, () => 1)
  for (const one of flood) void one.then((code) => order.push(code))
  const other = hashPassword('a password', from(2)).then(() => order.push('other'))
  expect(await Promise.all([...flood, other])).toHaveLength(101)
  const served = order.filter((code) => code !== 'TOO_MANY_REQUESTS')
  // Two run at once and twenty wait. The other one comes after the two that ran and the next of the flood.
  expect(served).toHaveLength(23)
  expect(served.indexOf('other')).toBeLessThanOrEqual(4)
})
