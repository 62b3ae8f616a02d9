import { expect, test } from 'vitest'
import { maxWaiting } from './limits.ts'
import { Lines } from './lines.ts'

const text = (length: number) => ({ source: 'x'.repeat(length) })
const lengths = (texts: { source: string }[]) => texts.map(({ source }) => source.length)

function all(lines: Lines<{ source: string }>): number[] {
  const next = lines.next()
  return next ? [next.source.length, ...all(lines)] : []
}

test('networks have their turns one after the other, each with its shortest text', () => {
  const lines = new Lines<{ source: string }>()
  for (const length of [9, 7, 8]) lines.add(text(length), 'one')
  lines.add(text(100), 'other')
  lines.add(text(200), 'other')
  expect(all(lines)).toEqual([7, 100, 8, 200, 9])
})

test('when too much waits, the longest text of the network with the most is dropped', () => {
  const lines = new Lines<{ source: string }>()
  lines.add(text(1_000), 'other')
  const dropped = Array.from({ length: maxWaiting + 1 }, (_, nth) => lines.add(text(nth + 1), 'one')).flat()
  expect(lengths(dropped)).toEqual([32, 33])
  expect(all(lines).slice(0, 3)).toEqual([1_000, 1, 2])
})

test('a text that two networks ask for has the turn of either, once, and stays while one of them has room', () => {
  const lines = new Lines<{ source: string }>()
  const shared = text(500)
  lines.add(text(600), 'one')
  lines.add(shared, 'flood')
  lines.add(shared, 'one')
  lines.add(shared, 'one')
  const dropped = Array.from({ length: maxWaiting }, (_, nth) => lines.add(text(nth + 1), 'flood')).flat()
  expect(dropped).not.toContain(shared)
  expect(lines.next()).toBe(shared)
  const rest = lines.clear()
  expect(rest).not.toContain(shared)
  expect(rest.map(({ source }) => source.length)).toContain(600)
})
