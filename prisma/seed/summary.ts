import type { Seeded } from './seed-packages.ts'

const maxExamples = 5

/** Readable lines about what was added, what already existed, and what was skipped with the reasons. */
export function summarize({ documents, added, addedAuthors, skipped, copies }: Seeded, ms: number): string {
  const reasons = Map.groupBy(skipped, ({ reason }) => reason)
  const left = documents.flatMap(({ leftKeywords }) => leftKeywords)
  const lines = [
    `${counted(added, 'article')} by ${counted(addedAuthors, 'new author')} added in ${(ms / 1_000).toFixed(1)} s, ${documents.length - added} already there.`,
  ]
  if (skipped.length > 0) lines.push(`${counted(skipped.length, 'package')} skipped:`)
  for (const [reason, all] of [...reasons].sort(([, a], [, b]) => b.length - a.length)) {
    lines.push(`  ${all.length} × ${reason}: ${examples(all.map(({ title }) => title))}`)
  }
  if (copies > 0)
    lines.push(`${counted(copies, 'package')} installed more than once at the same version, counted once.`)
  if (left.length > 0) {
    lines.push(
      `${counted(left.length, 'keyword')} left out, longer than 50 characters or beyond 20 of one package: ${examples(left)}`,
    )
  }
  return lines.join('\n')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function examples(all: readonly string[]): string {
  const shown = all.slice(0, maxExamples).map((text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text))
  return shown.join(', ') + (all.length > maxExamples ? ', …' : '')
}
