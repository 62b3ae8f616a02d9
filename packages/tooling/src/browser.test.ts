import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { browserArgs } from './browser.ts'
import { root } from './root.ts'
import { type RunResult, run } from './run.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-browser-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** Looks for a browser in a separate process, with this environment. */
function find(env: Record<string, string>): Promise<RunResult> {
  const module = JSON.stringify(join(import.meta.dirname, 'browser.ts'))
  const script = `console.log(await (await import(${module})).findBrowser(${JSON.stringify(root)}))`
  return run({ root, command: process.execPath, args: ['--input-type=module', '--eval', script], env })
}

test('takes the browser that CHROMIUM_PATH names', async () => {
  const path = await program('mine', 'echo Chromium 150.0')
  expect((await find({ CHROMIUM_PATH: path })).output.trim()).toBe(path)
})

test('refuses a CHROMIUM_PATH that is not there, or no browser, and says what to do', async () => {
  for (const path of [
    join(folder, 'gone'),
    await program('stub', 'echo not this one'),
    await program('broken', 'exit 1'),
  ]) {
    const { exitCode, output } = await find({ CHROMIUM_PATH: path })
    expect(exitCode).toBe(1)
    expect(output).toContain(`CHROMIUM_PATH is ${path}, which is not a Chrome or Chromium that starts.`)
    expect(output).toContain('CHROMIUM_PATH=/usr/bin/chromium')
  }
})

test('finds an installed browser, and passes over a stub that only tells how to install it', async () => {
  await program('google-chrome', 'echo "Install Chrome with snap"; exit 1')
  const path = await program('chromium', 'echo Chromium 150.0')
  const { output } = await run({
    root,
    command: join(root, 'node_modules/.bin/node'),
    args: [
      '--eval',
      `import(${JSON.stringify(join(import.meta.dirname, 'browser.ts'))}).then(async (module) => console.log(await module.findBrowser()))`,
    ],
    env: { PATH: folder },
  })
  expect(output.trim()).toBe(path)
})

test('what Playwright switches off stays off: Chrome heeds the last switch alone', async () => {
  const file = join(folder, 'args')
  const executablePath = await program('chromium', `printf '%s\\n' "$@" > ${file}`)
  await expect(chromium.launch({ executablePath, args: [...browserArgs] })).rejects.toThrow()
  const switches = (await readFile(file, 'utf8')).split('\n').filter((arg) => arg.startsWith('--disable-features='))
  const [playwrights = [], ours = []] = switches.map((arg) => arg.replace(/^.*=/, '').split(','))
  expect(switches).toHaveLength(2)
  expect(ours).toEqual(expect.arrayContaining(playwrights))
})
