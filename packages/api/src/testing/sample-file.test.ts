import { expect, test } from 'vitest'
import { callLine, missing } from './sample-file.ts'

const line = 'item: () => ({ code: … }),'

test('what is missing names the file of the noun and the line, in features and in system', () => {
  const path = 'packages/api/src/features/testing'
  expect(missing('articles', 'Why.', line).message).toBe(`Why.\nAdd to articles in ${path}/articles.ts:\n\n  ${line}\n`)
  expect(missing('savedViews', 'Why.', line).message).toContain('in packages/api/src/system/testing/saved-views.ts:')
})

test('where a noun has no samples the whole file is shown', () => {
  const { message } = missing('readingLists', 'Why.', line)
  expect(message).toContain('Write packages/api/src/features/testing/reading-lists.ts, then run `npm run gen`:')
  expect(message).toContain(`export const readingLists: Samples<'readingLists'> = {\n  ${line}\n}`)
})

test('the line of a call has its words in quotes', () => {
  expect(callLine('articles', 'articles.publish', 'input: …')).toBe('calls: { publish: { input: … } },')
  expect(callLine('articles', 'articles.get (draft)', 'row: …')).toBe(`calls: { "get (draft)": { row: … } },`)
})
