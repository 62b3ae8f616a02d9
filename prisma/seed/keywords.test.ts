import { expect, test } from 'vitest'
import { tagsOf } from './keywords.ts'
import { manifest } from './manifest.ts'

test('keywords become tags in lower case with single spaces, each once and in order', () => {
  expect(tagsOf(['Web  Server', 'http', ' HTTP ', '', 'Ünïcode', '数据库'])).toEqual({
    tags: ['web server', 'http', 'ünïcode', '数据库'],
    left: [],
  })
})

test('too long ones and those beyond the twentieth are left out and named', () => {
  const many = Array.from({ length: 22 }, (_, index) => `tag ${index}`)
  const long = 'x'.repeat(51)
  const { tags, left } = tagsOf([long, ...many, 'tag 3', 'x'.repeat(50)])
  expect(tags).toEqual(many.slice(0, 20))
  expect(left).toEqual([long, 'tag 20', 'tag 21', 'x'.repeat(50)])
})

test('one text of keywords is split at its commas', () => {
  expect(manifest.parse({ name: 'p', version: '1.0.0', keywords: 'a b, c,d' }).keywords).toEqual(['a b', 'c', 'd'])
})
