import { expect, test } from 'vitest'
import { durationLines } from './durations.ts'

test('names each part with its time, and then the ten slowest files of all parts', () => {
  const files = Array.from({ length: 12 }, (_, nth) => ({ file: `${nth}.test.ts`, ms: nth * 1_000 }))
  const lines = durationLines([
    { name: 'vitest', ms: 61_000, files },
    { name: 'e2e', ms: 5_250, files: [{ file: 'a.spec.ts', ms: 5_000 }] },
  ])
  expect(lines).toHaveLength(12)
  expect(lines.slice(0, 3)).toEqual(['   61.0 s  vitest', '    5.3 s  e2e', '   11.0 s  11.test.ts'])
  expect(lines).toContain('    5.0 s  a.spec.ts')
  expect(lines.at(-1)).toBe('    3.0 s  3.test.ts')
})
