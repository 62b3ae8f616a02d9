import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { ConstantText } from './constant-text.ts'

const asking = (encoding?: string) => ({ headers: { 'accept-encoding': encoding } }) as unknown as IncomingMessage // only the headers are read

test('a text is compressed once for each encoding, also when many ask at the same moment', async () => {
  const text = new ConstantText(JSON.stringify(Array.from({ length: 1_000 }, (_, nth) => nth)))
  const bodies = await Promise.all(Array.from({ length: 20 }, () => text.body(asking('gzip, br'))))
  expect(new Set(bodies.map(({ body }) => body)).size).toBe(1)
  expect(bodies[0]?.encoding).toBe('br')
  expect((await text.body(asking('gzip'))).encoding).toBe('gzip')
  expect(await text.body(asking())).toEqual({ body: text.text })
})
