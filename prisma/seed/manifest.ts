import { z } from 'zod'

/** A person in a package.json: `Name <e-mail> (address)`, or its parts. */
const person = z.union([
  z.string(),
  z.object({ name: z.string().optional().catch(undefined), email: z.string().optional().catch(undefined) }),
])
export type NamedPerson = z.output<typeof person>

/** One or several people; values in undocumented forms are ignored. */
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

/** The fields used for an article, in the many forms that npm's documentation of package.json allows. */
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
