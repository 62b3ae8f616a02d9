import { type Document, readDocument, type Skipped } from './document.ts'
import { packageFolders } from './packages.ts'

export interface Collected {
  /** Each name and version once, by name. */
  documents: Document[]
  skipped: Skipped[]
  /** The number of additional copies of packages that are installed in several places at the same version. */
  copies: number
}

/** Reads all packages of a repository; `onRead` is called with the number read so far. */
export async function collectDocuments(root: string, onRead: (count: number) => void): Promise<Collected> {
  const read = new Map<string, Document | Skipped>()
  let count = 0
  for await (const folder of packageFolders(root)) {
    const found = await readDocument(folder)
    if (!read.has(found.title)) read.set(found.title, found)
    onRead(++count)
  }
  const all = [...read.values()].sort((a, b) => (a.title < b.title ? -1 : 1))
  return {
    documents: all.filter((found) => 'body' in found),
    skipped: all.filter((found) => 'reason' in found),
    copies: count - all.length,
  }
}
