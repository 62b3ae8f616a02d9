import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const lockfileSchema = z.object({
  packages: z.record(z.string(), z.object({ resolved: z.string().optional() })),
})

/** Whether package-lock.json installs the same from any registry. */
export async function lockfileProblems(root: string): Promise<string[]> {
  const { packages } = lockfileSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')))
  const addressed = Object.entries(packages).filter(([, { resolved = '' }]) => /^(https?|git)/.test(resolved))
  if (addressed.length === 0) return []
  const names = addressed.map(([path]) => path).join(', ')
  return [`package-lock.json names an address for ${names}. Take these \`resolved\` lines out.`]
}
