import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Author, authorOf, cut } from './author.ts'
import { githubRepository } from './github.ts'
import { githubLinks } from './github-links.ts'
import { tagsOf } from './keywords.ts'
import { manifest } from './manifest.ts'
import { rewriteLinks } from './rewrite-links.ts'

/** The README of a package as an article. */
export interface Document {
  /** Name and version, which identify a document. */
  title: string
  description: string
  body: string
  tags: string[]
  /** Keywords that did not become tags. */
  leftKeywords: string[]
  author: Author
}

/** Why a package is not made into an article. */
export interface Skipped {
  title: string
  reason: string
}

const maxTitle = 200
const maxDescription = 500
const maxBody = 200_000

/** Reads a package: its document, or the reason why it has none. */
export async function readDocument(folder: string): Promise<Document | Skipped> {
  const text = await readText(join(folder, 'package.json'))
  const parsed = manifest.safeParse(text === undefined ? undefined : parseJson(text))
  if (!parsed.success) return { title: folder, reason: 'has no package.json with a name and a version' }
  const title = `${parsed.data.name} ${parsed.data.version}`
  const readme = (await readdir(folder))
    .filter((name) => /^readme(?:\.(?:md|markdown|txt))?$/i.test(name))
    .toSorted(byKind)[0]
  if (readme === undefined) return { title, reason: 'has no README' }
  const source = await readText(join(folder, readme))
  if (source === undefined) return { title, reason: 'README is not UTF-8 text' }
  if (source.trim() === '') return { title, reason: 'README is empty' }
  const author = authorOf(parsed.data)
  if (!author) return { title, reason: 'names no author' }
  const repository = githubRepository(parsed.data.repository)
  const body = repository ? rewriteLinks(source, githubLinks(repository)) : source
  if (body.length > maxBody)
    return { title, reason: `README is longer than ${maxBody.toLocaleString('en')} characters` }
  if (title.length > maxTitle) return { title, reason: `name and version are longer than ${maxTitle} characters` }
  const description = cut(parsed.data.description.trim().toWellFormed(), maxDescription)
  if ([title, description, body, author.name].some((part) => part.includes('\0'))) {
    return { title, reason: 'holds a character that cannot be stored (U+0000)' }
  }
  const { tags, left } = tagsOf(parsed.data.keywords)
  return { title, description, body, tags, leftKeywords: left, author: { ...author, name: author.name.toWellFormed() } }
}

/** Markdown first, if a package has several READMEs. */
function byKind(a: string, b: string): number {
  return Number(/\.md$/i.test(b)) - Number(/\.md$/i.test(a)) || (a < b ? -1 : 1)
}

/** Undefined for a file that does not exist or is not UTF-8. A byte order mark is removed. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch {
    return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
