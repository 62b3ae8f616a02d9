import { displayName, emailAddress } from '@plinth/api/identity/user-fields'
import { githubRepository } from './github.ts'
import type { Manifest, NamedPerson } from './manifest.ts'

export interface Author {
  name: string
  /** In lower case; undefined if the package has no valid address. */
  email: string | undefined
}

/** The author of a package: its author, else its first maintainer or contributor, else the owner of its repository, else its scope. */
export function authorOf(manifest: Manifest): Author | undefined {
  const people = [...manifest.author, ...manifest.maintainers, ...manifest.contributors]
  for (const person of people) {
    const author = parseAuthor(person)
    if (author) return author
  }
  const owner = githubRepository(manifest.repository)?.owner ?? /^@([^/]+)\//.exec(manifest.name)?.[1]
  return owner === undefined ? undefined : { name: owner, email: undefined }
}

/** A person of a package.json, `Name <e-mail> (address)` or an object; undefined if there is no name. */
export function parseAuthor(person: NamedPerson): Author | undefined {
  const { name = '', email: given } = typeof person === 'string' ? { name: person } : person
  const { before, inAngles } = partsOf(name)
  // Some packages have an e-mail address or a site in place of a name.
  const named = before.trim().replaceAll(/\s+/g, ' ')
  const email = emailAddress.safeParse(given || inAngles || named).data
  const said = emailAddress.safeParse(named).success || /^https?:/.test(named) ? '' : named
  const shown = displayName.safeParse(cut(said || (email?.split('@')[0] ?? ''), 80)).data
  return shown === undefined ? undefined : { name: shown, email }
}

function partsOf(text: string): { before: string; inAngles: string | undefined } {
  return { before: /^[^(<]*/.exec(text)?.[0] ?? '', inAngles: /<([^<>]+)>/.exec(text)?.[1] }
}

/** At most `length` UTF-16 units, without a truncated character at the end. */
export function cut(text: string, length: number): string {
  return text.length <= length
    ? text
    : text
        .slice(0, length)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()
}
