import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { workspace } from './workspace.ts'

let copy: RepositoryCopy

beforeEach(async () => {
  copy = await copyRepository()
})

afterEach(async () => await copy[Symbol.asyncDispose]())

async function problems(): Promise<string> {
  return (await workspace.run(copy.root)).join('\n')
}

test('finds Prisma packages of different versions', async () => {
  await copy.edit('packages/db/package.json', '"@prisma/client": "7.10.0"', '"@prisma/client": "7.10.1"')
  expect(await problems()).toMatch(/pinned to one exact version: .*@prisma\/client 7\.10\.1/)
})

test('finds a Prisma package that is not pinned', async () => {
  await copy.edit('packages/db/package.json', '"@prisma/client": "', '"@prisma/client": "^')
  expect(await problems()).toMatch(/pinned to one exact version: .*@prisma\/client \^7/)
})

test('finds a dependency that two packages want in different versions', async () => {
  await copy.edit('packages/core/package.json', '"zod": "^', '"zod": "~')
  expect(await problems()).toContain('zod is wanted in more than one version')
})

test('finds the address of a registry in the lockfile', async () => {
  const entry = '"node_modules/zod": {'
  await copy.edit('package-lock.json', entry, `${entry} "resolved": "https://registry.example/zod.tgz",`)
  expect(await problems()).toContain('package-lock.json names an address for node_modules/zod')
})

// On macOS and Windows, `npm ci` did not install Next's compiler.
test('finds each optional package of another platform that the lockfile lacks', async () => {
  await copy.edit('package-lock.json', '"node_modules/@next/swc-darwin-arm64": {', '"node_modules/planted": {')
  await copy.edit('package-lock.json', '"node_modules/@next/swc-win32-x64-msvc": {', '"node_modules/planted-too": {')
  expect(await problems()).toMatch(
    /lacks optional packages, so no platform installs them: @next\/swc-darwin-arm64 [\d.]+ of next, @next\/swc-win32-x64-msvc [\d.]+ of next\. Add each/,
  )
})

test('finds a script that runs at install', async () => {
  await copy.edit('packages/core/package.json', '"scripts": {', '"scripts": { "postinstall": "node x.ts",')
  expect(await problems()).toContain('packages/core/package.json has a script `postinstall`')
})

test('finds a package whose types nobody checks: those of the web app once were not', async () => {
  await copy.edit('apps/web/package.json', '"types": "tsc --checkers 1"', '"other": "true"')
  expect(await problems()).toContain('apps/web/package.json has no script `types`')
})

test('finds a dependency against the layers', async () => {
  await copy.edit('packages/core/package.json', '"dependencies": {', '"dependencies": { "@plinth/db": "*",')
  expect(await problems()).toContain('@plinth/core may not depend on @plinth/db')
})

test('finds a package that stands in no zone of the boundaries', async () => {
  await copy.write('packages/planted/package.json', '{ "name": "@plinth/planted" }')
  expect(await problems()).toContain('packages/planted stands in no zone')
})

test('finds nothing in the repository as it is', async () => {
  expect(await problems()).toBe('')
})
