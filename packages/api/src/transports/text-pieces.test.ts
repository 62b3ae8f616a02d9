import { slices } from '@plinth/bounds/slices'
import { expect, test } from 'vitest'
import { textPieces } from './text-pieces.ts'

test('pieces of a long text are the text, and none ends within a character', async () => {
  const texts = [`${'a'.repeat(65_535)}😀${'b'.repeat(70_000)}`, '', '😀'.repeat(100_000)]
  const pieces: string[] = []
  for await (const piece of textPieces(texts, slices.begin('10.0.0.1'))) pieces.push(piece)
  expect(pieces.join('')).toBe(texts.join(''))
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true)
  expect(pieces.length).toBeGreaterThan(4)
})
