import { expect, test } from 'vitest'
import { OpenNames } from './open-names.ts'
import { ShapeCache } from './shape-cache.ts'

/** An open statement whose shapes equal their keys. */
function openCache(openNames: OpenNames) {
  const cache = new ShapeCache<string>({ nameOf: (shape) => shape, openNames })
  const seen = { compiled: 0, names: new Set<string>() }
  const take = (key: string) => {
    const { name } = cache.take(key, () => {
      seen.compiled++
      return key
    })
    if (name !== undefined) seen.names.add(name)
    return name
  }
  return { take, seen }
}

test('ten thousand shapes from outside leave an open statement small, and those that come again keep their names', () => {
  const { take, seen } = openCache(new OpenNames())
  for (let use = 0; use < 3; use++) take('known')
  expect(take('known')).toBe('known')
  for (let nth = 0; nth < 10_000; nth++) {
    for (let use = 0; use < 4; use++) take(`shape ${nth}`)
    take('known')
  }
  expect(take('known')).toBe('known')
  expect(seen.names.size).toBe(128)
  expect(seen.compiled).toBe(10_001)
  // The first of them was dropped and is compiled again, but it still has its name.
  for (let use = 0; use < 3; use++) take('shape 0')
  expect(seen.compiled).toBe(10_002)
  expect(take('shape 0')).toBe('shape 0')
})

test('all open statements share the names', () => {
  const openNames = new OpenNames()
  const [one, other] = [openCache(openNames), openCache(openNames)]
  for (let nth = 0; nth < 200; nth++) {
    for (let use = 0; use < 3; use++) for (const [at, { take }] of [one, other].entries()) take(`${at} ${nth}`)
  }
  expect(one.seen.names.size + other.seen.names.size).toBe(128)
})

test('names are taken back when their lifetime is over, and go to those that come again', () => {
  const openNames = new OpenNames()
  const { take, seen } = openCache(openNames)
  const fill = (what: string) => {
    for (let nth = 0; nth < 128; nth++) for (let use = 0; use < 3; use++) take(`${what} ${nth}`)
  }
  fill('early')
  expect(take('early 0')).toBe('early 0')
  fill('late')
  expect(seen.names.size).toBe(128)
  const half = 15 * 60_000
  const first = openNames.lifetimeAt(performance.now() + half)
  expect(openNames.lifetimeAt(performance.now() + 2 * half + 1)).toBe(first + 1)
  for (let use = 0; use < 3; use++) for (let nth = 0; nth < 10; nth++) take(`late ${nth}`)
  expect(take('late 9')).toBe('late 9')
  expect(take('early 0')).toBeUndefined()
})

test('a closed statement names each shape, and many of them are a fault that is told', () => {
  const cache = new ShapeCache<string>({ nameOf: (shape) => `name of ${shape}` })
  expect(cache.take('a', () => 'shape a').name).toBe('name of shape a')
  const fill = () => Array.from({ length: 600 }, (_, nth) => cache.take(String(nth), () => ''))
  expect(fill).toThrow('more than 512 shapes')
})
