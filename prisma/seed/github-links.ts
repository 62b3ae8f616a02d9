import type { GithubRepository } from './github.ts'
import type { LinkResolver } from './rewrite-links.ts'

/** Resolves relative links of a README as GitHub does: pages point to the file at HEAD, pictures to its raw content. */
export function githubLinks({ owner, name, directory }: GithubRepository): LinkResolver {
  const pages = `https://github.com/${owner}/${name}/blob/HEAD/`
  const bytes = `https://raw.githubusercontent.com/${owner}/${name}/HEAD/`
  const base = directory === '' ? pages : `${pages}${encodeURI(directory)}/`
  return (target, kind) => {
    if (target === '' || /^(?:#|[a-z][a-z\d+.-]*:)/i.test(target)) return undefined
    if (target.startsWith('//')) return `https:${target}`
    // A leading slash is the root of the repository.
    const url = URL.parse(target.replace(/^\//, ''), target.startsWith('/') ? pages : base)?.href
    // `../../issues` and `../../raw/…` point outside the files of the repository, and are kept as pages of GitHub.
    return kind === 'picture' && url?.startsWith(pages) ? bytes + url.slice(pages.length) : url
  }
}
