import { expect, test } from 'vitest'
import { ago } from './ago.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)

test.each([
  [-20_000, 'just now'],
  [-60_000, '1 minute ago'],
  [-3 * 3_600_000, '3 hours ago'],
  [-26 * 3_600_000, 'yesterday'],
  [29.5 * 86_400_000, 'in 29 days'],
  [-400 * 86_400_000, 'last year'],
])('%d ms from now is %s', (distanceMs, expected) => {
  expect(ago(new Date(nowMs + distanceMs), nowMs)).toBe(expected)
})
