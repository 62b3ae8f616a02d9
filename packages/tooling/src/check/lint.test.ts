import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { lint } from './lint.ts'

// All faults are planted in one copy, so that Biome runs only once.
const faults: Record<string, { path: string; content: string; finding: string }[]> = {}
const legal: Record<string, { path: string; content: string }> = {}
let copy: RepositoryCopy
let report = ''

function fault(name: string, finding: string, sources: Record<string, string>): void {
  faults[name] = Object.entries(sources).map(([path, content]) => ({ path, content: `${content}\n`, finding }))
}

const imports = 'lint/style/noRestrictedImports'
const layers = ['core', 'db', 'platform', 'api']

for (const [index, to] of layers.entries()) {
  for (const from of layers.slice(0, index)) {
    const path = `packages/${from}/src/planted-imports-${to}.ts`
    fault(`packages/${from} imports packages/${to}`, imports, { [path]: `export { x } from '@plinth/${to}/x'` })
  }
}
for (const from of [...layers, 'tooling']) {
  const path = `packages/${from}/src/planted-imports-web.ts`
  if (from !== 'tooling') {
    fault(`packages/${from} imports apps/web`, imports, { [path]: "export { x } from '@plinth/web/x'" })
    const tooling = `packages/${from}/src/planted-imports-tooling.ts`
    fault(`packages/${from} imports packages/tooling`, imports, { [tooling]: "export { x } from '@plinth/tooling/x'" })
  }
}

const forms: Record<string, string> = {
  static: "import { x } from '@plinth/api/x'\n\nexport const y = x",
  'of a side effect': "import '@plinth/api/x'",
  dynamic: "export const x = await import('@plinth/api/x')",
  'of a type': "import type { X } from '@plinth/api/x'\n\nexport type Y = X",
  're-exported': "export { x } from '@plinth/api/x'",
  're-exported whole': "export * from '@plinth/api/x'",
  're-exported as a type': "export type { X } from '@plinth/api/x'",
  'by a path to src': "export { x } from '../../api/src/x.ts'",
  'by a path to dist': "export { x } from '../../api/dist/x.js'",
  'by a path and dynamic': "export const x = await import('../../api/src/x.ts')",
}
for (const [index, [form, content]] of Object.entries(forms).entries()) {
  fault(`a forbidden import, ${form}`, imports, { [`packages/db/src/planted-form-${index}.ts`]: content })
}
fault('a forbidden import, within a type', 'plugin', {
  'packages/db/src/planted-form-type.ts': "export type X = import('@plinth/api/x').X",
})

for (const vendor of ['pg', 'kysely', 'prisma/config', '@prisma/client', '@prisma/client/runtime/client']) {
  const path = `packages/platform/src/planted-${vendor.replaceAll(/\W/g, '-')}.ts`
  fault(`${vendor} outside of packages/db`, imports, { [path]: `export { x } from '${vendor}'` })
}
fault('input and output in packages/core', imports, {
  'packages/core/src/planted-io.ts': "export { readFile } from 'node:fs'",
})
fault('a test folder imported by source', imports, {
  'packages/api/src/planted-testing.ts': "export { x } from './testing/x.ts'",
  'packages/platform/src/planted-testing.ts': "export { x } from '@plinth/db/testing/x'",
})
fault('more of ours than the client in apps/conduit', imports, {
  'apps/conduit/src/planted-api.ts': "export { x } from '@plinth/api/x'",
  'apps/conduit/src/planted-type.ts': "export type { X } from '@plinth/api/x'",
  'apps/conduit/src/testing/planted-db.ts': "export { x } from '@plinth/db/x'",
})
fault('against the order within packages/api', imports, {
  'packages/api/src/kit/planted-order.ts': "export { x } from '../system/x.ts'",
  'packages/api/src/system/planted-order.ts': "export { x } from '../features/x.ts'",
  'packages/api/src/features/planted-order.ts': "export { x } from '../router.ts'",
  'packages/api/src/kit/pipeline/planted-order.ts': "export { x } from '../../transports/x.ts'",
})
fault('code of the backend in a page', 'plugin', {
  'apps/web/src/app/planted-code.ts': "export { x } from '@plinth/api/x'",
  'apps/web/src/components/planted-code.tsx': "import { x } from '@plinth/api'\n\nexport const y = x",
  'apps/web/src/app/planted-inline.ts': "import { type X, y } from '@plinth/db/x'\n\nexport const z: X = y",
  'apps/web/src/app/planted-dynamic.ts': "export const x = await import('@plinth/platform/x')",
  'apps/web/src/app/planted-effect.ts': "import '@plinth/api/x'",
})
fault('the server of apps/web in a page', imports, {
  'apps/web/src/app/planted-server.ts': "export type { x } from '../server/x.ts'",
  'apps/web/src/app/deep/planted-env.ts': "export { x } from '../../env.ts'",
})

for (const [index, content] of [
  'export const x = sql`select 1 from\n  "events"`',
  "export const x = db.insertInto('events')",
  "export const x = db.selectFrom('events as event')",
  'export const x = db.tx.event.create({})',
].entries())
  fault(`the table of events in another folder, ${index}`, 'plugin', {
    [`packages/api/src/features/planted-events-${index}.ts`]: content,
  })

for (const [index, content] of [
  "export { principal } from '../kit/pipeline/principal.ts'",
  "export const x = await import('../kit/pipeline/principal.ts')",
  "import { Access } from '../kit/pipeline/access.ts'\n\nexport const x = new Access(true, 'a.b')",
].entries())
  fault(`a call that does not enter through the gate, ${index}`, 'plugin', {
    [`packages/api/src/features/planted-gate-${index}.ts`]: content,
  })

const environment: Record<string, string> = {
  'process.env.X': 'export const x = process.env.X',
  "process['env']": "export const x = process['env']",
  'const { env } = process': 'export const { env } = process',
  'globalThis.process.env': 'export const x = globalThis.process.env',
  'another name for process': 'const itself = process\n\nexport const x = itself.env',
  'const { process } = globalThis': 'const { process: itself } = globalThis\n\nexport const x = itself.env',
}
for (const [index, [form, content]] of Object.entries(environment).entries()) {
  fault(form, 'plugin', { [`packages/platform/src/planted-env-${index}.ts`]: content })
}
fault("import process from 'node:process'", imports, {
  'packages/platform/src/planted-env-import.ts': "import itself from 'node:process'\n\nexport const x = itself.env",
  'packages/tooling/src/planted-env-import.ts': "import { env } from 'node:process'\n\nexport const x = env",
  'bench/planted-env-import.ts': "import { env } from 'process'\n\nexport const x = env",
})

fault('an import cycle', 'lint/suspicious/noImportCycles', {
  'packages/core/src/planted-cycle-a.ts': "import { b } from './planted-cycle-b.ts'\n\nexport const a = () => b",
  'packages/core/src/planted-cycle-b.ts': "import { a } from './planted-cycle-a.ts'\n\nexport const b = () => a",
})
fault('an import cycle of types', 'lint/suspicious/noImportCycles', {
  'packages/db/src/planted-cycle-c.ts': "import type { D } from './planted-cycle-d.ts'\n\nexport type C = D[]",
  'packages/db/src/planted-cycle-d.ts': "import type { C } from './planted-cycle-c.ts'\n\nexport type D = C[]",
})
fault('two features that import each other', 'lint/suspicious/noImportCycles', {
  'packages/api/src/features/planted-nouns.ts':
    "import { plantedOther } from './planted-others.ts'\n\nexport const plantedNoun = () => plantedOther",
  'packages/api/src/features/planted-others.ts':
    "import { plantedNoun } from './planted-nouns.ts'\n\nexport const plantedOther = () => plantedNoun",
})
// One of the two imports violates the layers, so a cycle across packages is found there.
fault('an import cycle across packages', imports, {
  'packages/core/src/planted-cycle-e.ts': "import { f } from '@plinth/db/planted-cycle-f'\n\nexport const e = () => f",
})

fault('a wrong format', 'format', { 'packages/core/src/planted-format.ts': 'export const x = "x";' })
fault('a wrong format of CSS', 'format', { 'apps/web/src/app/planted.module.css': '.a{color:red}' })
fault('a wrong format of JSON', 'format', { 'e2e/planted.json': '{"a":1}' })
fault('an explicit any', 'lint/suspicious/noExplicitAny', {
  'packages/core/src/planted-any.ts': 'export const x = (y: any) => y',
})
fault('a non-null assertion', 'lint/style/noNonNullAssertion', {
  'packages/core/src/planted-assertion.ts': 'export const x = (y: string | null) => y!.length',
})
fault('four parameters', 'lint/complexity/useMaxParams', {
  'packages/core/src/planted-parameters.ts': 'export const x = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d]',
})
fault('a promise that nobody waits for', 'lint/nursery/noFloatingPromises', {
  'packages/core/src/planted-promise.ts': 'async function x(): Promise<void> {}\n\nexport const y = () => {\n  x()\n}',
})
fault('an import that is not used', 'lint/correctness/noUnusedImports', {
  'packages/core/src/planted-unused.ts': "import { z } from 'zod'\n\nexport const x = 1",
})
fault('an import without its ending', 'lint/correctness/useImportExtensions', {
  'packages/core/src/planted-ending.ts': "export { newId } from './id'",
})
fault('a name in camel case', 'lint/style/useFilenamingConvention', {
  'packages/core/src/plantedName.ts': 'export const x = 1',
})
fault('a file of more than 400 lines', 'lint/style/noExcessiveLinesPerFile', {
  'packages/core/src/planted-length.ts': Array.from({ length: 401 }, (_, index) => `export const x${index} = 1`).join(
    '\n',
  ),
})
fault('a test that is skipped', 'lint/suspicious/noSkippedTests', {
  'packages/core/src/planted.test.ts': "import { test } from 'vitest'\n\ntest.skip('x', () => {})",
})

legal['left imports right'] = {
  path: 'packages/api/src/planted-legal.ts',
  content:
    "export { a } from '@plinth/core/a'\nexport { b } from '@plinth/db/b'\nexport { c } from '@plinth/platform/c'\n",
}
legal['packages/db imports its own vendors'] = {
  path: 'packages/db/src/planted-legal.ts',
  content: "export { a } from '@prisma/client/a'\nexport { b } from 'kysely'\nexport { c } from 'pg'\n",
}
legal['types of the backend and code of core in a page'] = {
  path: 'apps/web/src/app/planted-legal.ts',
  content:
    "export { a } from '@plinth/core/a'\n\nimport type { B } from '@plinth/api'\n\nexport type C = B\nexport type { D } from '@plinth/db/d'\n",
}
legal['the backend in the server of apps/web'] = {
  path: 'apps/web/src/server/planted-legal.ts',
  content: "export { a } from '@plinth/api/a'\n",
}
legal['test folders in tests'] = {
  path: 'packages/api/src/planted-legal.test.ts',
  content: "export type { A } from '@plinth/db/testing/a'\nexport type { B } from './testing/b.ts'\n",
}
legal['process.env in env.ts'] = { path: 'apps/web/src/planted/env.ts', content: 'export const x = process.env.X\n' }
legal['members of process'] = {
  path: 'packages/platform/src/planted-process.ts',
  content: "process.exitCode = 1\nprocess.on('SIGTERM', () => process.exit(process.argv.length))\n",
}

/** Whether Biome reported this for the file. */
function hasFinding(path: string, finding: string): boolean {
  const heads = report.split('\n').filter((line) => line.startsWith(`${path}:`) || line.startsWith(`${path} `))
  return heads.some((line) => line.split(/\s+/)[1] === finding)
}

beforeAll(async () => {
  copy = await copyRepository()
  for (const { path, content } of [...Object.values(faults).flat(), ...Object.values(legal)]) {
    await copy.write(path, content)
  }
  report = (await lint.run(copy.root)).join('\n')
})

afterAll(async () => await copy[Symbol.asyncDispose]())

describe('finds', () => {
  test.each(Object.keys(faults))('%s', (name) => {
    for (const { path, finding } of faults[name] ?? []) {
      expect({ path, isFound: hasFinding(path, finding) }).toEqual({ path, isFound: true })
    }
  })
})

test('says of two features that import each other how to part them', () => {
  expect(report).toContain('put the resource of one into a folder, as in features/tickets/ticket.ts')
})

describe('allows', () => {
  test.each(Object.keys(legal))('%s', (name) => {
    const path = legal[name]?.path ?? ''
    const findings = report.split('\n').filter((line) => line.startsWith(path) && /━/.test(line))
    expect(findings).toEqual([])
  })
})
