import { expect, test } from 'vitest'
import { showProgress } from './progress.ts'

function show(isTTY: boolean): string {
  let shown = ''
  const { report, end } = showProgress({ isTTY, write: (text) => (shown += text) })
  for (let count = 1; count <= 401; count++) report('read', count)
  for (const count of [100, 200, 300, 377]) report('written', count, 377)
  end()
  return shown
}

test('without a terminal there is a line for each two hundred, and for the last', () => {
  expect(show(false)).toBe(
    'Reading packages: 200\nReading packages: 400\nWriting articles: 200 of 377\nWriting articles: 377 of 377\n',
  )
})

test('on a terminal one line changes, and is gone at the end', () => {
  const shown = show(true)
  expect(shown).not.toContain('\n')
  expect(shown.endsWith('\r\x1b[KWriting articles: 377 of 377\r\x1b[K')).toBe(true)
})
