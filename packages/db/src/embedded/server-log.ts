import { closeSync, openSync, statSync } from 'node:fs'
import { copyFile, open, stat, truncate } from 'node:fs/promises'

const mostBytes = 10 * 1024 * 1024
const checkMs = 60_000

/** The log file of Postgres, kept below about 10 MB, with one previous file (`.1`). */
export interface ServerLog {
  path: string
  /** Passed to the process that writes. */
  descriptor: number
  /** The text written since this object was created, at most its last 8 kB. */
  tail(): Promise<string>
  close(): void
}

export function openServerLog(path: string): ServerLog {
  const descriptor = openSync(path, 'a', 0o600)
  const startBytes = statSync(path).size
  // A failure such as a full disk must not end the program; the next check tries again.
  const check = () => void trim(path).catch(() => undefined)
  const timer = setInterval(check, checkMs)
  timer.unref()
  check()
  return {
    path,
    descriptor,
    tail: () => tail(path, startBytes),
    close() {
      clearInterval(timer)
      closeSync(descriptor)
    },
  }
}

// Postgres appends, so after the file is truncated it continues at the new end.
async function trim(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size < mostBytes) return
  await copyFile(path, `${path}.1`)
  await truncate(path, 0)
}

async function tail(path: string, startBytes: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const from = Math.max(size - 8192, startBytes <= size ? startBytes : 0)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
