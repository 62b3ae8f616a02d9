import { z } from 'zod'

/** A person as a package.json names one: `Name <e-mail> (address)`, or its parts. */
const person = z.union([
  z.string(),
  z.object({ name: z.string().optional().catch(undefined), email: z.string().optional().catch(undefined) }),
])
export type NamedPerson = z.output<typeof person>

/** One or many, as it comes; whatever is not what npm describes counts as not there. */
const people = z
  .preprocess(
    (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]),
    z.array(person.or(z.null()).catch(null)),
  )
  .transform((list) => list.filter((one) => one !== null))

const repository = z.union([
  z.string().transform((url) => ({ url, directory: '' })),
  z.object({ url: z.string(), directory: z.string().catch('') }),
])

/** What an article is made from, of the many forms that npm's documentation allows (package.json). */
export const manifest = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  description: z.string().catch(''),
  keywords: z
    .preprocess((value) => (typeof value === 'string' ? value.split(/,\s*/) : value), z.array(z.unknown()).catch([]))
    .transform((words) => words.filter((word) => typeof word === 'string')),
  author: people,
  maintainers: people,
  contributors: people,
  repository: repository.optional().catch(undefined),
})
export type Manifest = z.output<typeof manifest>
