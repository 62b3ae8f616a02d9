import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { run } from '../../run.ts'

const folder = 'packages/client/released'
const release = z.object({ tarball: z.string().regex(/^[\w.-]+\.tgz$/) })

/** The contract of the last released client; undefined before the first release. */
export async function readReleased(root: string): Promise<string | undefined> {
  const text = await readFile(join(root, folder, 'released.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { tarball } = release.parse(JSON.parse(text))
  const args = ['-xzOf', join(folder, tarball), 'package/contract.d.ts']
  const { exitCode, output } = await run({ root, command: 'tar', args })
  if (exitCode !== 0) throw new Error(`The released contract cannot be read from ${folder}/${tarball}:\n${output}`)
  return output
}
