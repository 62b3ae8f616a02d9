import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentation } from './documentation.ts'

let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plinth-documentation-'))
  await write('package.json', JSON.stringify({ scripts: { test: 'x', gen: 'x', db: 'x' } }))
  await write('packages/api/src/features/articles.ts', '')
  await write('packages/api/src/router.ts', '')
  await write('docs/guide.md', '# The guide\n\n## Second part\n')
})

afterAll(() => rm(root, { recursive: true }))

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

/** The findings of the check for a README with these lines. */
async function problemsOf(...lines: string[]): Promise<string[]> {
  await write('README.md', lines.join('\n'))
  return await documentation.run(root)
}

test.each([
  ['a file', 'See `packages/api/src/gone.ts`.', 'names `packages/api/src/gone.ts`'],
  ['a folder', 'See `packages/gone/`.', 'names `packages/gone/`'],
  ['a file name', 'See `gone.ts`.', 'names `gone.ts`'],
  ['a file in a command', 'Run `node packages/api/src/gone.ts --all`.', 'names `packages/api/src/gone.ts`'],
  ['a pattern', 'One a noun: `packages/api/src/gone/<noun>.ts`.', 'names `packages/api/src/gone/<noun>.ts`'],
  ['a script', 'Run `npm run gone -- x`.', 'names `npm run gone`'],
  ['a script without run', 'Run `npm start`.', 'names `npm start`'],
  ['a link', '[The guide](docs/gone.md)', 'links to docs/gone.md'],
  ['a picture', '![A picture](docs/gone.png)', 'links to docs/gone.png'],
  ['a link by reference', '[guide]: docs/gone.md', 'links to docs/gone.md'],
  ['a heading', '[Third](docs/guide.md#third-part)', 'links to docs/guide.md#third-part'],
  ['a heading of the same page', '[Third](#third-part)', 'links to #third-part'],
])('finds %s that is not there', async (_, line, expected) => {
  const problems = await problemsOf('# Title', line)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`README.md:2 ${expected}`)
})

test('finds a script in a block of commands, and a branch of a tree', async () => {
  const problems = await problemsOf(
    '```sh',
    'npm test && npm run gone',
    '```',
    '```text',
    'README.md  gone.json',
    'packages/',
    '  api/      the backend',
    '    src/gone/  nothing',
    '```',
  )
  expect(problems).toEqual([
    'README.md:2 names `npm run gone`, which is no script of package.json',
    'README.md:5 draws gone.json, which is not there',
    'README.md:8 draws packages/api/src/gone, which is not there',
  ])
})

test('finds a branch of a tree without slashes at the end', async () => {
  const problems = await problemsOf(
    '```text',
    'packages/api    the backend',
    'packages/gone   nothing, see and/or',
    '```',
  )
  expect(problems).toEqual(['README.md:3 draws packages/gone, which is not there'])
})

test('finds nothing where all is there', async () => {
  const problems = await problemsOf(
    '# A title: with `code`',
    'Run `npm install && npm test`, `npm run db -- status` or `npm ci`.',
    'See `packages/api`, `packages/api/src/router.ts:12`, `router.ts`, `./packages/api/src`, `packages/*/src`,',
    '`packages/api/src/features/<noun>.ts`, `packages/api/dist/router.d.ts`, `https://example.com/a.ts` and `and/or`.',
    '[The guide](docs/guide.md#second-part), [above](#a-title-with-code), [elsewhere](https://example.com/gone.md)',
    '```ts',
    "import { x } from './gone.ts'",
    '```',
    '```text',
    'packages/',
    '  api/  the backend',
    '    src/features/  one file a noun',
    '```',
  )
  expect(problems).toEqual([])
})
