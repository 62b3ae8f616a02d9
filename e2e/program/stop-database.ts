import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Program } from './program.ts'

/** Takes the database away from a program that goes on running, as a crash of Postgres does. */
export async function stopDatabase({ dataDir }: Program): Promise<void> {
  const file = join(dataDir, 'postgres/postmaster.pid')
  const pid = Number.parseInt(await readFile(file, 'utf8'), 10)
  // Postgres ends its connections and itself at once, and removes the file last of all.
  process.kill(pid, 'SIGQUIT')
  const deadline = performance.now() + 10_000
  while (isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`Postgres (process ${pid}) did not end within 10 s.`)
    await new Promise((resume) => setTimeout(resume, 20))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
