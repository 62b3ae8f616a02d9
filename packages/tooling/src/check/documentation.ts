import { readFile } from 'node:fs/promises'
import { join, matchesGlob, posix } from 'node:path'
import { z } from 'zod'
import { listFiles } from '../files.ts'
import type { Check } from './check.ts'
import { type Block, type Located, type Markdown, readMarkdown } from './markdown.ts'

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) })
const shells = new Set(['', 'bash', 'console', 'sh', 'shell', 'text'])
/** npm's built-in commands, which need no script. */
const npmCommands = new Set([
  'ci',
  'exec',
  'help',
  'init',
  'install',
  'ls',
  'outdated',
  'pack',
  'publish',
  'update',
  'view',
])

/** Whether the names in Markdown files exist: paths, folder trees, npm commands, and the targets of relative links. */
export const documentation: Check = {
  name: 'documentation',
  async run(root) {
    const repository = await readRepository(root)
    const pages = [...repository.pages.keys()]
    return pages.flatMap((path) => problemsOf(path, repository).map(({ line, text }) => `${path}:${line} ${text}`))
  },
}

interface Repository {
  readonly files: readonly string[]
  /** Files and folders. */
  readonly paths: ReadonlySet<string>
  readonly pages: ReadonlyMap<string, Markdown>
  readonly scripts: ReadonlySet<string>
}

async function readRepository(root: string): Promise<Repository> {
  const files = await listFiles(root)
  const folders = files.flatMap((file) => file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')))
  const pages = files
    .filter((file) => file.endsWith('.md'))
    .map(async (file): Promise<[string, Markdown]> => {
      return [file, readMarkdown(await readFile(join(root, file), 'utf8'))]
    })
  const { scripts } = packageSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  return {
    files,
    paths: new Set([...files, ...folders]),
    pages: new Map(await Promise.all(pages)),
    scripts: new Set(Object.keys(scripts)),
  }
}

function problemsOf(path: string, repository: Repository): Located[] {
  const page = repository.pages.get(path)
  if (!page) return []
  const links = page.links.flatMap((link) => deadLink(path, link, repository))
  // The changelog may mention files that no longer exist.
  if (path.endsWith('CHANGELOG.md')) return links
  const commandLines = page.blocks.filter((block) => shells.has(block.language)).flatMap((block) => block.lines)
  const trees = page.blocks.filter(isTree)
  return [
    ...links,
    ...[...page.codes, ...commandLines].flatMap((code) => deadCommands(code, repository)),
    ...page.codes.flatMap((code) => deadPaths(code, path, repository)),
    ...trees.flatMap((tree) => deadBranches(tree, repository)),
  ].toSorted((one, other) => one.line - other.line)
}

function deadLink(page: string, { text, line }: Located, repository: Repository): Located[] {
  if (/^[a-z][a-z+.-]*:/i.test(text)) return []
  const [target = '', anchor] = text.split('#')
  const path = target === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(target)).replace(/\/$/, '')
  if (!repository.paths.has(path)) return [{ line, text: `links to ${text}, which is not there` }]
  const anchors = repository.pages.get(path)?.anchors
  if (anchor && anchors && !anchors.has(anchor)) return [{ line, text: `links to ${text}, which has no such heading` }]
  return []
}

function deadCommands({ text, line }: Located, { scripts }: Repository): Located[] {
  return [...text.matchAll(/\bnpm (run )?([a-z][\w:-]*)/g)].flatMap(([command, run, name = '']) => {
    const isThere = scripts.has(name) || (!run && npmCommands.has(name))
    return isThere ? [] : [{ line, text: `names \`${command}\`, which is no script of package.json` }]
  })
}

/** Only text that begins with one of our folders, or is a file name with an extension that we use, counts as a path. */
function deadPaths({ text, line }: Located, page: string, { files, paths }: Repository): Located[] {
  const tops = new Set(files.map((file) => file.split('/')[0]))
  const endings = new Set(files.map((file) => posix.extname(file)).filter((ending) => ending !== ''))
  return text.split(/[\s,;()'"]+/).flatMap((token) => {
    const path = token
      .replace(/^\.\//, '')
      .replace(/(:\d+)+$/, '')
      .replace(/[/.:]+$/, '')
    if (!/^[\w.@[\]<>{}*/-]+$/.test(path) || isIgnored(path)) return []
    const isPath = path.includes('/') ? tops.has(path.split('/')[0]) : endings.has(posix.extname(path))
    if (!isPath) return []
    const glob = path.replaceAll(/<[^>]*>/g, '*')
    const candidates = path.includes('/') ? [glob, posix.join(posix.dirname(page), glob)] : [glob, `**/${glob}`]
    const isThere = paths.has(path) || candidates.some((candidate) => some(paths, candidate))
    return isThere ? [] : [{ line, text: `names \`${token}\`, which is not there` }]
  })
}

/** A drawing of folders: one of its first two lines begins with a name that contains a slash. */
function isTree({ language, lines }: Block): boolean {
  return ['', 'text'].includes(language) && lines.slice(0, 2).some(({ text }) => /^[\w.-]+\/[\w./-]*(\s|$)/.test(text))
}

function deadBranches({ lines }: Block, { paths }: Repository): Located[] {
  const parents: { indent: number; path: string }[] = []
  return lines.flatMap(({ text, line }) => {
    const indent = text.search(/\S/)
    const words = text.trim().split(/\s+/)
    const end = words.findIndex((word) => !/^(?=.*[/.])[\w.@[\]<>*/-]+[\w/>]$/.test(word))
    const names = words.slice(0, end === -1 ? undefined : end)
    while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop()
    const branches = names.map((name) => posix.join(parents.at(-1)?.path ?? '', name.replace(/\/$/, '')))
    if (branches[0]) parents.push({ indent, path: branches[0] })
    return branches
      .filter((path) => !isIgnored(path) && !some(paths, path.replaceAll(/<[^>]*>/g, '*')))
      .map((path) => ({ line, text: `draws ${path}, which is not there` }))
  })
}

function isIgnored(path: string): boolean {
  return /(^|\/)(node_modules|dist|\.next|data|\.env)(\/|$)/.test(path)
}

function some(paths: ReadonlySet<string>, glob: string): boolean {
  if (paths.has(glob)) return true
  const pattern = glob.replaceAll(/[[\]]/g, '?')
  return [...paths].some((path) => matchesGlob(path, pattern))
}
