import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { typesOf } from './types.ts'

let copy: RepositoryCopy

beforeAll(async () => {
  copy = await copyRepository()
})

afterAll(async () => await copy[Symbol.asyncDispose]())

test('finds a type error in a package', async () => {
  await copy.write('packages/core/src/planted.ts', "export const count: number = 'one'\n")
  const problems = (await typesOf(['@plinth/core'], []).run(copy.root)).join('\n')
  expect(problems).toMatch(/@plinth\/core:types: src\/planted\.ts\(1,14\): error TS2322/)
  await copy.remove('packages/core/src/planted.ts')
  expect((await typesOf(['@plinth/core'], []).run(copy.root)).join('\n')).not.toContain('planted')
})

test('finds a possibly missing element, an inexact optional and an enum', async () => {
  await copy.write(
    'packages/core/src/planted.ts',
    `export const first: string = ['a'][0]
export const options: { name?: string } = { name: undefined }
export enum Colour {
  red,
}
`,
  )
  const problems = (await typesOf(['@plinth/core'], []).run(copy.root)).join('\n')
  expect(problems).toContain('error TS2322')
  expect(problems).toContain('error TS2375')
  expect(problems).toContain('error TS1294')
})

test('finds a relative import that leaves its package', async () => {
  await copy.write('packages/core/src/planted.ts', "export type { X } from '../../db/planted.ts'\n")
  await copy.write('packages/db/planted.ts', 'export type X = string\n')
  expect((await typesOf(['@plinth/core'], []).run(copy.root)).join('\n')).toContain('error TS6059')
  await copy.remove('packages/core/src/planted.ts')
  await copy.remove('packages/db/planted.ts')
})

test('finds a type error outside of the packages', async () => {
  await copy.write('bench/planted.ts', "export const count: number = 'one'\n")
  await copy.write('e2e/planted.ts', 'export const title: number = document.title\n')
  const problems = (await typesOf(['@plinth/tooling'], ['.', 'e2e']).run(copy.root)).join('\n')
  expect(problems).toMatch(/bench\/planted\.ts\(1,14\): error TS2322/)
  expect(problems).toMatch(/e2e\/planted\.ts\(1,14\): error TS2322/)
})
