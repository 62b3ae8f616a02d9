import type { OnProgress } from './seed-packages.ts'

const plainStep = 200

export interface Progress {
  report: OnProgress
  /** For places: rows so far, and the processed share of the file. */
  places(rows: number, share: number): void
  /** Clears the line, so that later output starts on a new one. */
  end(): void
}

/** On a terminal, a line that is updated in place; elsewhere a line for each 200, and for the last one written. */
export function showProgress(out: { isTTY?: boolean; write(text: string): unknown }): Progress {
  const report: OnProgress = (what, count, total) => {
    const line = what === 'read' ? `Reading packages: ${count}` : `Writing articles: ${count} of ${total}`
    if (out.isTTY) out.write(`\r\x1b[K${line}`)
    else if (count % plainStep === 0 || count === total) out.write(`${line}\n`)
  }
  let nextShare = 0
  const places = (rows: number, share: number) => {
    const line = `Importing places: ${rows} (${Math.floor(share * 100)} %)`
    if (out.isTTY) out.write(`\r\x1b[K${line}`)
    else if (share >= nextShare) {
      out.write(`${line}\n`)
      nextShare = share + 0.1
    }
  }
  return { report, places, end: () => void (out.isTTY && out.write('\r\x1b[K')) }
}
