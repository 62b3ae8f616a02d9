import type { GithubRepository } from './github.ts'
import type { LinkResolver } from './rewrite-links.ts'

/** Relative links as GitHub resolves them in a README: pages lead to the file at HEAD, pictures to its bytes. */
export function githubLinks({ owner, name, directory }: GithubRepository): LinkResolver {
  const pages = `https://github.com/${owner}/${name}/blob/HEAD/`
  const bytes = `https://raw.githubusercontent.com/${owner}/${name}/HEAD/`
  const base = directory === '' ? pages : `${pages}${encodeURI(directory)}/`
  return (target, kind) => {
    if (target === '' || /^(?:#|[a-z][a-z\d+.-]*:)/i.test(target)) return undefined
    if (target.startsWith('//')) return `https:${target}`
    // A leading slash is the root of the repository.
    const url = URL.parse(target.replace(/^\//, ''), target.startsWith('/') ? pages : base)?.href
    // `../../issues` and `../../raw/…` lead out of the files of the repository, and stand on GitHub as they are.
    return kind === 'picture' && url?.startsWith(pages) ? bytes + url.slice(pages.length) : url
  }
}
