import { expect, test } from 'vitest'
import { fewAtOnce } from './few-at-once.ts'

test('between the calls of a batch other work has its turn, and the calls keep their order', async () => {
  const done: (number | 'other')[] = []
  const request = {}
  const calls = Array.from({ length: 10 }, (_, nth) => fewAtOnce(request, async () => void done.push(nth)))
  setImmediate(() => done.push('other'))
  await Promise.all(calls)
  expect(done.indexOf('other')).toBeGreaterThan(0)
  expect(done.indexOf('other')).toBeLessThan(9)
  expect(done.filter((each) => each !== 'other')).toEqual(Array.from({ length: 10 }, (_, nth) => nth))
})
