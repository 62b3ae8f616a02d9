import { expect, test } from 'vitest'
import { renderOnce } from './cached.ts'

test('one version of a text is rendered once, and the next one anew', () => {
  const first = renderOnce('a:1', '# One')
  expect(renderOnce('a:1', '# One')).toBe(first)
  expect(renderOnce('a:2', '# Two').html).toContain('Two')
})

test('what has not been read for long makes room', () => {
  const long = 'word '.repeat(38_000)
  const first = renderOnce('b:0', long)
  const second = renderOnce('b:1', long)
  for (let nth = 2; nth < 60; nth++) {
    renderOnce(`b:${nth}`, long)
    expect(renderOnce('b:1', long)).toBe(second)
  }
  expect(renderOnce('b:0', long)).not.toBe(first)
})
