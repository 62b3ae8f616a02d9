import { newId } from '@plinth/core/id'
import type { Executor } from '@plinth/db/statement'
import { type Collected, collectDocuments } from './collect.ts'
import { type Planned, planArticles } from './plan.ts'
import { writeBatch } from './write.ts'

/** The progress of the seed: `total` if it is known. */
export type OnProgress = (what: 'read' | 'written', count: number, total?: number) => void

export interface Seeded extends Collected {
  added: number
  addedAuthors: number
}

const batchSize = 100

/** Creates an article for each package in node_modules of `root` that has none yet. Existing articles are not changed. */
export async function seedPackages(db: Executor, root: string, onProgress: OnProgress): Promise<Seeded> {
  const collected = await collectDocuments(root, (count) => onProgress('read', count))
  const planned = await planArticles(db, collected.documents, Date.now())
  const requestId = `seed-${newId()}`
  for (let start = 0; start < planned.length; start += batchSize) {
    const batch = planned.slice(start, start + batchSize)
    await writeBatch(db, { ...rowsOf(batch), requestId })
    onProgress('written', start + batch.length, planned.length)
  }
  const addedAuthors = planned.filter(({ person }) => person !== undefined).length
  return { ...collected, added: planned.length, addedAuthors }
}

function rowsOf(batch: readonly Planned[]) {
  const articles = batch.map(({ article }) => article)
  const names = new Set(articles.flatMap(({ tags }) => tags))
  return {
    articles,
    people: batch.flatMap(({ person }) => person ?? []),
    tags: Array.from(names, (name) => ({ id: newId(), name })),
  }
}
