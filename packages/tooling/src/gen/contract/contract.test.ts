import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generatedBy } from '../../check/generated.ts'
import { root } from '../../root.ts'
import { copyRepository, type RepositoryCopy } from '../../testing/repository-copy.ts'
import { findDrift, type Generator, mend } from '../generator.ts'
import { models } from '../models.ts'
import { breaksIn } from './compatible.ts'
import { contractOf, contractPath } from './contract.ts'

const head = `import type { Mutation, Query } from './types.ts'
export interface Api { notes: NotesApi }
export interface NotesApi {
`
const before = `${head}  get: Query<{ id: string } | { slug: string }, Note>
  list: Query<{ limit?: number | undefined; filter?: { title?: string | undefined } | undefined } | undefined, Note[]>
  create: Mutation<{ title: string; state: 'draft' | 'done' }, { id: string }>
}
export type Note = { id: string; title: string; body?: string | undefined; doneAt: Date | null }
`

/** The breaks when these texts of the contract are replaced. */
function breaksOf(...edits: readonly [string, string][]): Promise<string[]> {
  const after = edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The contract does not hold ${from}`)
    return text.replaceAll(from, to)
  }, before)
  return breaksIn(root, before, after)
}

describe('what breaks nobody', () => {
  const changes: Record<string, [string, string]> = {
    'nothing at all': ['Note', 'Note'],
    'a new procedure': ['  create:', '  tags: Query<undefined, string[]>\n  create:'],
    'a further field of an answer': ['doneAt: Date | null', 'doneAt: Date | null; version: number'],
    'an input that may be left out': [
      "{ title: string; state: 'draft' | 'done' }",
      "{ title: string; state: 'draft' | 'done'; tags?: string[] }",
    ],
    'an input that need no longer be given': ['{ title: string; state', '{ title?: string; state'],
    'a further choice of an input': ["'draft' | 'done' }", "'draft' | 'done' | 'gone' }"],
    'a further filter': ['filter?: {', 'filter?: { state?: string;'],
    'an answer that is never null any more': ['doneAt: Date | null', 'doneAt: Date'],
  }
  for (const [name, edit] of Object.entries(changes)) test(name, async () => expect(await breaksOf(edit)).toEqual([]))
})

describe('what breaks a client, named with its procedure', () => {
  const changes: Record<string, { edit: [string, string]; names: string[]; says: string }> = {
    'a procedure that is gone': { edit: ['  create:', '  make:'], names: ['notes.create'], says: 'it is gone' },
    'a query that has become a write': {
      edit: ['  get: Query', '  get: Mutation'],
      names: ['notes.get'],
      says: 'was a query',
    },
    'a type that has another name': {
      edit: ['export type Note = ', 'export type Memo = Note\ntype Note = '],
      names: ['Note'],
      says: 'no type of this name',
    },
    'an input that has to be given now': {
      edit: ['{ title: string; state', '{ author: string; title: string; state'],
      names: ['notes.create'],
      says: "'author' is missing",
    },
    'an input of another type': { edit: ['limit?: number', 'limit?: string'], names: ['notes.list'], says: "'number'" },
    'a choice that is no longer taken': {
      edit: ["'draft' | 'done' }", "'draft' }"],
      names: ['notes.create'],
      says: '"done"',
    },
    'a filter that is no longer taken': {
      edit: ['filter?: { title?: string | undefined }', 'filter?: { body?: string | undefined }'],
      names: ['notes.list'],
      says: 'filter.title',
    },
    'one way to ask that is no longer taken': { edit: [' | { slug: string }', ''], names: ['notes.get'], says: 'slug' },
    'a field that is no longer answered': {
      edit: ['title: string; body', 'body'],
      names: ['notes.get', 'notes.list'],
      says: 'title',
    },
    'the same of a field that could be missing': {
      edit: ['body?: string | undefined; ', ''],
      names: ['notes.get', 'notes.list'],
      says: 'body',
    },
    'a field that may be null now': {
      edit: ['title: string; body', 'title: string | null; body'],
      names: ['notes.get', 'notes.list'],
      says: 'null',
    },
    'a field that may be missing now': {
      edit: ['title: string; body', 'title?: string; body'],
      names: ['notes.get', 'notes.list'],
      says: 'title',
    },
  }
  for (const [name, { edit, names, says }] of Object.entries(changes))
    test(name, async () => {
      const breaks = await breaksOf(edit)
      expect([...new Set(breaks.map((line) => line.split(':')[0]))]).toEqual(names)
      expect(breaks.join('\n')).toContain(says)
    })
})

describe('in the repository', () => {
  let copy: RepositoryCopy
  beforeAll(async () => {
    copy = await copyRepository()
  })
  afterAll(async () => await copy[Symbol.asyncDispose]())

  const mendAll = async (generator: Generator) => {
    for (const drift of await findDrift(generator, copy.root)) await mend(drift, copy.root)
  }
  const feature = 'packages/api/src/features/tags.ts'
  const refusing = contractOf({ isAccepting: false })

  test('the contract is what the procedures say', async () => {
    expect(await generatedBy([refusing]).run(copy.root)).toEqual([])
  })

  test('a change that breaks clients is refused by gen and by check, until it is accepted', async () => {
    await copy.edit(feature, 'text: z.string().max(50).optional()', 'text: z.string().max(50)')
    const says = 'tags.list: an input that callers send today would no longer be taken'
    await expect(findDrift(refusing, copy.root)).rejects.toThrow(says)
    await expect(generatedBy([refusing]).run(copy.root)).rejects.toThrow('npm run gen -- --accept-contract')
    for (const drift of await findDrift(contractOf({ isAccepting: true }), copy.root)) await mend(drift, copy.root)
    expect(await generatedBy([refusing]).run(copy.root)).toEqual([])
  })

  // A noun that was written and then given its fields was reported as a break, before any program could have used it.
  test('what was never committed may change, and what was committed may not', async () => {
    await copy.commit()
    const [plain, wider] = ['text: z.string().max(50)', 'since: z.date().optional(), text: z.string().max(50)']
    await copy.edit(feature, plain, wider)
    await mendAll(refusing)
    await copy.edit(feature, wider, plain)
    await mendAll(refusing)
    await copy.edit(feature, plain, 'text: z.string().max(50), since: z.date()')
    await expect(findDrift(refusing, copy.root)).rejects.toThrow('since')
    await mendAll(contractOf({ isAccepting: true }))
    expect(await generatedBy([refusing]).run(copy.root)).toEqual([])
    await copy.edit(feature, 'text: z.string().max(50), since: z.date()', plain)
    await mendAll(contractOf({ isAccepting: true }))
  })

  // Renaming a noun that no program could use yet was refused in 25 lines.
  test('a noun that no release has may go, and one that a release has is refused in one line', async () => {
    const noun = (name: string, more: string) =>
      `export interface ${name}Api {\n  first: Query<undefined, string>\n  second: Query<undefined, string>\n${more}}\n`
    await mendAll(contractOf({ isAccepting: true }))
    const contract = await readFile(join(copy.root, contractPath), 'utf8')
    const withMemos = contract.replace('export interface Api {\n', 'export interface Api {\n  memos: MemosApi\n')
    await copy.write(contractPath, `${withMemos}\n${noun('Memos', '')}export type Memo = { id: string }\n`)
    await copy.commit()
    expect(await findDrift(refusing, copy.root)).toMatchObject([{ path: contractPath, kind: 'changed' }])
    const more = '  third: Query<undefined, string>\n  fourth: Query<undefined, string>\n'
    await copy.write(
      contractPath,
      contract.replace('export interface TagsApi {\n', `export interface TagsApi {\n${more}`),
    )
    await copy.commit()
    const refused = await findDrift(refusing, copy.root).then(String, (error: Error) => error.message)
    expect(refused.split('\n')).toEqual([
      'This would break programs that use the client:',
      '  tags: 2 changes, the first of them tags.third: it is gone',
      expect.stringContaining('npm run gen -- --accept-contract'),
    ])
    await mendAll(contractOf({ isAccepting: true }))
  })

  // The program that reads the backend failed with a stack through the kit, which gen printed.
  test('a feature that names a column which was renamed is named with the field, the file and what to do', async () => {
    const [model, now, then] = ['prisma/models/places.prisma', '  district ', '  county ']
    await copy.edit(model, now, then)
    await mendAll(models)
    try {
      const refused = await findDrift(refusing, copy.root).then(String, (error: Error) => error.message)
      expect(refused).toContain(
        'The resource places cannot be: Place has no column district, which its field district names.',
      )
      expect(refused).toMatch(
        /Columns of Place without a field of their name: .*county.* rename the field or take it out/,
      )
      expect(refused).toContain('Its feature is packages/api/src/features/places.ts.')
      expect(refused).not.toContain('    at ')
    } finally {
      await copy.edit(model, then, now)
      await mendAll(models)
    }
  })

  test('one that breaks nobody is written as it is', async () => {
    await copy.edit(feature, 'text: z.string().max(50)', 'since: z.date().optional(), text: z.string().max(50)')
    expect(await findDrift(refusing, copy.root)).toMatchObject([{ path: contractPath, kind: 'changed' }])
    for (const drift of await findDrift(refusing, copy.root)) await mend(drift, copy.root)
    expect(await readFile(join(copy.root, contractPath), 'utf8')).toContain('since?: Date | undefined')
  })
})
