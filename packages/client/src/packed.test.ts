import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { createEmptyDatabase } from '@plinth/api/testing/empty-database'
import { aProgram, aUser } from '@plinth/api/testing/factories'
import { connect } from '@plinth/api/testing/test-client'
import { startTestServer } from '@plinth/api/testing/test-server'
import { publint } from 'publint'
import { afterAll, describe, expect, test } from 'vitest'
import { buildPackage, clientFolder, pack } from '../scripts/package.ts'
import { installClient } from './testing/consumer.ts'
import { hasCommit, startPreviousServer } from './testing/previous-server.ts'

const exec = promisify(execFile)
const server = await startTestServer()
const folder = await mkdtemp(join(tmpdir(), 'plinth-packed-'))
const built = await buildPackage(join(folder, 'built'))
const tarball = await pack(built, folder)
const consumer = await installClient(tarball)
// The README's examples must work.
const readme = await readFile(join(clientFolder, 'README.md'), 'utf8')
const snippets = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
await writeFile(join(consumer.folder, 'readme.ts'), snippets.join(''))
const user = await aUser(server)
const token = tokenOf(await aProgram(server, user))

afterAll(async () => {
  await consumer[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

function tokenOf(client: { headers(): Record<string, string> }): string {
  return client.headers().authorization?.replace('Bearer ', '') ?? ''
}

/** The program's result if everything works. */
const allIsWell = {
  ...{ isSame: true, isDate: true, isFound: true, isMe: true, tags: ['program'] },
  ...{ missing: 'NOT_FOUND', conflict: 'CONFLICT', fields: ['title'] },
}

const root = join(clientFolder, '../..')
const npm = (...args: string[]) =>
  exec('npm', args, { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: { stderr: string }) => Promise.reject(new Error(error.stderr)),
  )

test('npm refuses to pack or publish the sources, and the script packs what is published', async () => {
  // A package packed from the sources caused TS5097 in the type check of those who installed it.
  const target = join(folder, 'refused')
  await mkdir(target)
  for (const args of [
    ['pack', '--pack-destination', target],
    ['publish', '--dry-run'],
  ])
    await expect(npm(...args, '-w', '@plinth/client')).rejects.toThrow('npm error')
  expect(await readdir(target)).toEqual([])
  const written = (await npm('run', 'pack', '--', join(folder, 'script'))).trim().split('\n')
  await using other = await installClient(written.at(-1) ?? '')
  await other.check('nodenext')
})

test('the packed client is small', async () => {
  const { size } = await stat(tarball)
  console.log(`packed: ${(size / 1_000).toFixed(1)} kB`)
  expect(size).toBeLessThanOrEqual(15_000)
})

for (const resolution of ['bundler', 'nodenext'] as const)
  test(`a strict project, and what the README shows, type-check against it (${resolution})`, async () => {
    const output = await consumer.check(resolution)
    const seconds = Number(/^Total time:\s+([\d.]+)s/m.exec(output)?.[1])
    console.log(
      `type check (${resolution}): ${seconds} s, of which the checker ${/^Check time:\s+([\d.]+)s/m.exec(output)?.[1]} s`,
    )
    // A second on an idle machine; the limit allows for busy ones.
    expect(seconds).toBeLessThan(10)
  })

test('a program runs with it', async () => {
  expect(await consumer.run(server.url, token)).toEqual(allIsWell)
})

test('publint and Are The Types Wrong find nothing', async () => {
  const { messages } = await publint({ pkgDir: built, pack: false, strict: true })
  expect(messages).toEqual([])
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))))
  // It is for ESM only, so a failing require() is intended; Node 20.19 and newer supports even that.
  const problems = result.types ? result.problems.filter(({ kind }) => kind !== 'CJSResolvesToESM') : ['no types']
  expect(problems).toEqual([])
})

describe('the last release', async () => {
  const released = join(clientFolder, 'released')
  const release: { tarball: string; commit: string } = JSON.parse(
    await readFile(join(released, 'released.json'), 'utf8'),
  )

  test('its client works with the server of today', async () => {
    await using previous = await installClient(join(released, release.tarball))
    await previous.check('nodenext')
    expect(await previous.run(server.url, token)).toEqual(allIsWell)
  })

  const isKnown = await hasCommit(release.commit)
  const name = isKnown
    ? 'the client of today works with its server'
    : `its server cannot be started: ${release.commit} is not in this clone`
  test.runIf(isKnown)(name, async () => {
    // That server knows only one role, which both migrates and runs.
    const { ownerUrl, drop } = await createEmptyDatabase()
    try {
      await using previous = await startPreviousServer(release.commit, ownerUrl)
      const { api } = connect(previous.url)
      await api.users.signUp.mutate({ name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' })
      const created = await api.sessions.createToken.mutate({ name: 'program', expiresInDays: 1 })
      expect(await consumer.run(previous.url, created.token)).toEqual(allIsWell)
    } finally {
      await drop()
    }
  })
})
