import type { Manifest } from './manifest.ts'

export interface GithubRepository {
  owner: string
  name: string
  /** The folder of the package in it, without slashes around; empty for the root. */
  directory: string
}

const shorthand = /^(?:github:)?([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:#.*)?$/
// https, git, git+https, git+ssh, and git@github.com:owner/name; the address of a folder has its path after /tree/<branch>/.
const address = /(?:^|[/@.])github\.com[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/tree\/[^/]+\/([^#?]+)|\/)?(?:[#?].*)?$/i

/** The GitHub repository that a package names, in any form that npm accepts; undefined if it is hosted elsewhere. */
export function githubRepository(repository: Manifest['repository']): GithubRepository | undefined {
  if (!repository) return undefined
  const url = repository.url.trim()
  const found = shorthand.exec(url) ?? address.exec(url)
  const [, owner, name, folder = ''] = found ?? []
  if (owner === undefined || name === undefined) return undefined
  return { owner, name, directory: (repository.directory || folder).replace(/^[./]+|\/+$/g, '') }
}
