import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { deadCode } from './dead-code.ts'

let copy: RepositoryCopy
let report = ''

beforeAll(async () => {
  copy = await copyRepository()
  await copy.write(
    'packages/core/src/planted.ts',
    'export const planted = 1\n\nexport interface PlantedShape {\n  x: 1\n}\n',
  )
  await copy.write(
    'packages/platform/src/planted.ts',
    "import { plantedWord } from '@plinth/core/planted-used'\nimport missing from 'planted-missing'\n\nexport const plantedUser = [plantedWord, missing]\n",
  )
  await copy.write('packages/core/src/planted-used.ts', 'export const plantedWord = 1\n')
  await copy.write('apps/web/src/components/planted-page-part.tsx', 'export const plantedPart = 1\n')
  await copy.write('bench/planted-file.ts', 'export {}\n')
  await copy.edit(
    'packages/core/package.json',
    '"dependencies": {',
    '"dependencies": {\n    "planted-dependency": "1.0.0",',
  )
  report = (await deadCode.run(copy.root)).join('\n')
})

afterAll(async () => await copy[Symbol.asyncDispose]())

function section(title: string): string {
  const lines = report.split('\n')
  const start = lines.findIndex((line) => line.startsWith(title))
  const length = lines.slice(start + 1).findIndex((line) => /^[A-Z].* \(\d+\)$/.test(line))
  return start === -1 ? '' : lines.slice(start, length === -1 ? undefined : start + 1 + length).join('\n')
}

test('finds an export that nobody imports, within a package and across packages', () => {
  expect(section('Unused exports')).toMatch(/^planted\s.*packages\/core\/src\/planted\.ts/m)
  expect(section('Unused exports')).toMatch(/^plantedUser\s/m)
  expect(section('Unused exported types')).toMatch(/^PlantedShape\s/m)
})

test('leaves alone what another package imports', () => {
  expect(report).not.toContain('plantedWord')
})

test('finds a file that nobody imports', () => {
  expect(section('Unused files')).toContain('apps/web/src/components/planted-page-part.tsx')
  expect(section('Unused files')).toContain('bench/planted-file.ts')
})

test('finds a dependency that nobody uses', () => {
  expect(section('Unused dependencies')).toContain('planted-dependency')
})

test('finds a dependency that is not declared', () => {
  expect(section('Unlisted dependencies')).toContain('planted-missing')
})
