import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'
import { watchFolders } from './watch-folders.ts'

/** A watched folder, and a function that waits for the next change of a file in it. */
async function watched() {
  const top = await mkdtemp(join(tmpdir(), 'plinth-watch-'))
  const file = join(top, 'a/b/x.ts')
  await mkdir(join(top, 'a/b'), { recursive: true })
  await writeFile(file, '')
  let seen: string[] = []
  let wake = () => {}
  const end = watchFolders(top, (path) => {
    seen.push(path)
    wake()
  })
  onTestFinished(async () => {
    end()
    await rm(top, { recursive: true, force: true })
  })
  /** Resolves when a change of `path` is reported after `act`; without one the test times out. */
  const hears = async (path: string, act: () => Promise<unknown>) => {
    seen = []
    await act()
    while (!seen.includes(path)) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { top, file, hears }
}

let texts = 0
const text = () => `export const text = ${texts++}\n`

async function replace(file: string): Promise<void> {
  await writeFile(`${file}.tmp`, text())
  await rename(`${file}.tmp`, file)
}

test('a file that is replaced by rename is heard of each time, and so is what is written to it then', async () => {
  const { file, hears } = await watched()
  for (let times = 0; times < 3; times++) await hears(file, () => replace(file))
  await hears(file, () => writeFile(file, text()))
  await hears(file, async () => {
    await rm(file)
    await writeFile(file, text())
  })
  await hears(file, () => writeFile(file, text()))
})

test('files of a new folder are heard of, and those of one that is removed and made again', async () => {
  const { top, hears } = await watched()
  const file = join(top, 'n/m/y.ts')
  const make = async () => {
    await mkdir(join(top, 'n/m'), { recursive: true })
    await writeFile(file, text())
  }
  await hears(file, make)
  await hears(file, () => writeFile(file, text()))
  await hears(file, async () => {
    await rm(join(top, 'n'), { recursive: true })
    await make()
  })
  await hears(file, () => writeFile(file, text()))
  await hears(file, () => replace(file))
})

test('a folder that comes by rename is heard of, and the files that it brings', async () => {
  const { top, file, hears } = await watched()
  const moved = join(top, 'c/b/x.ts')
  await hears(moved, () => rename(join(top, 'a'), join(top, 'c')))
  await hears(moved, () => writeFile(moved, text()))
  await hears(file, async () => {
    await mkdir(join(top, 'a/b'), { recursive: true })
    await writeFile(file, text())
  })
  await hears(moved, () => rm(moved))
})
