import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LanguageServer } from '../../testing/language-server.ts'
import { copyRepository, type RepositoryCopy } from '../../testing/repository-copy.ts'
import { contractMapOf } from './contract.ts'

const program = `import { createClient } from '@plinth/client'

const client = createClient({ url: 'http://localhost' })
void client.articles.publish.mutate({ id: '', version: 1 })
void client.articles.list.query({})
void client.sessions.createToken.mutate({ name: '', expiresInDays: 1 })
void client.savedViews.create.mutate({ resource: '', name: '', query: '' })
`

let copy: RepositoryCopy
let editor: LanguageServer
let path: string

beforeAll(async () => {
  copy = await copyRepository()
  for (const [name, content] of await contractMapOf(copy.root)) await copy.write(name, content)
  await copy.write('apps/program/package.json', '{ "type": "module" }')
  await copy.write('apps/program/tsconfig.json', '{ "extends": "../../tsconfig.json", "include": ["*.ts"] }')
  await copy.write('apps/program/program.ts', program)
  path = join(copy.root, 'apps/program/program.ts')
  editor = await LanguageServer.start(copy.root)
  editor.open(path, program)
})

afterAll(async () => {
  await editor[Symbol.asyncDispose]()
  await copy[Symbol.asyncDispose]()
})

/** The file and the line of the definition that an editor finds for a word of the program. */
async function definitionOf(word: string): Promise<{ file: string; line: string }> {
  const [place] = await editor.definitionOf(path, program, word)
  if (!place) throw new Error(`The editor goes nowhere from ${word}.`)
  const file = fileURLToPath(place.uri)
  const lines = (await readFile(file, 'utf8')).split('\n')
  return { file: file.slice(file.indexOf('packages/')), line: lines[place.range.start.line]?.trim() ?? '' }
}

const features = 'packages/api/src'
const goals: Record<string, { file: string; line: string }> = {
  publish: { file: `${features}/features/articles.ts`, line: 'publish: article.transition({' },
  list: { file: `${features}/features/articles.ts`, line: '...article.verbs,' },
  createToken: { file: `${features}/system/sessions.ts`, line: 'createToken: write({' },
  'create.mutate': {
    file: `${features}/system/saved-views.ts`,
    line: 'export const savedViews = { get, list, create, update, remove }',
  },
}
for (const [word, goal] of Object.entries(goals))
  test(`an editor goes from ${word} to ${goal.file}`, async () => expect(await definitionOf(word)).toEqual(goal))
