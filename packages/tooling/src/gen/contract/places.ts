/** The place of a procedure's declaration: from 0, as in source maps. */
export interface Place {
  readonly line: number
  readonly column: number
  /** The comment above it, as one line. */
  readonly comment?: string | undefined
}

/**
 * The places of a noun's procedures in its file: the procedure's own line of the record; for verbs of a resource, the line where they
 * are spread; otherwise the record.
 */
export function placesIn(source: string, noun: string): { of(name: string): Place } {
  const lines = source.split('\n')
  const record = Math.max(
    0,
    lines.findIndex((line) => line.startsWith(`export const ${noun} `) || line.startsWith(`export const ${noun}:`)),
  )
  const find = (pattern: RegExp): Place | undefined => {
    for (let line = record; line < lines.length; line++) {
      const found = pattern.exec(lines[line] ?? '')
      if (found) return { line, column: (found[1] ?? '').length }
    }
    return undefined
  }
  return {
    of(name) {
      const own = find(new RegExp(`^(  )${name}\\s*[:,(]`))
      if (own) return { ...own, comment: commentAbove(lines, own.line) }
      const spread = find(/^(\s*(?:export const \w+ = \{ )?)\.\.\.\w+\.(?:verbs|trash)\b/)
      return spread ?? { line: record, column: 'export const '.length }
    },
  }
}

function commentAbove(lines: readonly string[], line: number): string | undefined {
  return /^\s*\/\*\* (.+) \*\/$/.exec(lines[line - 1] ?? '')?.[1]
}
