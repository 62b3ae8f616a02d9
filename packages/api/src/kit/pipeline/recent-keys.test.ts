import { expect, test } from 'vitest'
import { RecentKeys } from './recent-keys.ts'

test('the oldest keys are forgotten, and one that came again is not the oldest', () => {
  const recent = new RecentKeys(2)
  for (const hash of ['a', 'b', 'a', 'c']) recent.note(hash)
  expect(['a', 'b', 'c'].filter((hash) => recent.has(hash))).toEqual(['a', 'c'])
  for (let nth = 0; nth < 10_000; nth++) recent.note(`${nth}`)
  expect(['a', 'c', '9997', '9998', '9999'].filter((hash) => recent.has(hash))).toEqual(['9998', '9999'])
})
