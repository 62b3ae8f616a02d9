import { expect, test } from 'vitest'
import { ShapeCache } from './shape-cache.ts'

test('ten thousand shapes from outside leave an open statement small, and those that come again keep their names', () => {
  const cache = new ShapeCache<string>(true)
  let compiled = 0
  const names = new Set<string>()
  const take = (key: string) => {
    const taken = cache.take(
      key,
      () => {
        compiled++
        return key
      },
      (shape) => shape,
    )
    if (taken.name !== undefined) names.add(taken.name)
    return taken.name
  }
  for (let use = 0; use < 3; use++) take('known')
  expect(take('known')).toBe('known')
  for (let nth = 0; nth < 10_000; nth++) {
    for (let use = 0; use < 4; use++) take(`shape ${nth}`)
    take('known')
  }
  expect(take('known')).toBe('known')
  expect(names.size).toBeLessThanOrEqual(128)
  expect(compiled).toBe(10_001)
  // The first of them was forgotten, and is compiled again.
  take('shape 0')
  expect(compiled).toBe(10_002)
})

test('a closed statement with many shapes is a fault that is told', () => {
  const cache = new ShapeCache<string>(false)
  const fill = () => Array.from({ length: 600 }, (_, nth) => cache.take(String(nth), () => '', String))
  expect(fill).toThrow('more than 512 shapes')
})
