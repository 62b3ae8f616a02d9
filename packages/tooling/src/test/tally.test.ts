import { expect, test } from 'vitest'
import { emptyTally, failuresOf, lastLine, withExitCode } from './tally.ts'

const good = { ...emptyTally(), passed: 3 }

test('adds up all runners in one line', () => {
  expect(lastLine([good, { ...good, failed: 2 }])).toBe('6 passed, 2 failed')
})

test('names the skipped only when there are some, and takes one without a reason for a failure', () => {
  const skipped = [
    { test: 'one', reason: 'only on Windows' },
    { test: 'two', reason: null },
  ]
  expect(lastLine([{ ...good, skipped }])).toBe('3 passed, 1 failed, 1 skipped')
})

test('takes a runner that ended badly for a failure, once', () => {
  expect(failuresOf(withExitCode(good, 0))).toBe(0)
  expect(failuresOf(withExitCode(good, 1))).toBe(1)
  expect(failuresOf(withExitCode(good, null))).toBe(1)
  expect(failuresOf(withExitCode({ ...good, failed: 1 }, 1))).toBe(1)
})

test('takes a runner that ran nothing for a failure', () => {
  expect(failuresOf(withExitCode(emptyTally(), 0))).toBe(1)
})
