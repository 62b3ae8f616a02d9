/** The forms of a noun's name in each place that uses it. */
export interface Noun {
  /** In file names: `reading-lists`. */
  readonly file: string
  /** In the record of procedures, and in events: `readingLists`. */
  readonly record: string
  /** The Prisma model: `ReadingList`. */
  readonly model: string
  readonly table: string
  /** The constant that contains its resource. */
  readonly constant: string
  /** The label on screens: `reading list`. */
  readonly one: string
  readonly many: string
}

/** An invalid name; the message says how to correct it. */
export class NameError extends Error {}

const longest = 40

/** Words that cannot be used as a constant's name, and those that the feature's file imports. */
const taken = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch this ' +
    'throw true try typeof undefined var void while with yield everyone own require-user-id resource signed-in z'
  ).split(' '),
)

/**
 * Derives the names from a plural in lower case with hyphens, and from its singular if that cannot be derived from the plural.
 * @throws NameError
 */
export function nounOf(many: string, one = singularOf(many)): Noun {
  const example = 'Say what there are many of, in lower case with hyphens: npm run new -- reading-lists'
  if (!isName(many))
    throw new NameError(`${many === '' ? 'A noun needs a name' : `"${many}" is no name of a noun`}. ${example}`)
  if (one === undefined)
    throw new NameError(
      `Nouns are named in the plural, and what one of "${many}" is called is not clear: npm run new -- people --one person`,
    )
  if (!isName(one))
    throw new NameError(`"${one}" is no name of one of them. Write it so: npm run new -- people --one person`)
  if (one === many)
    throw new NameError(`One and many need two names. Write them so: npm run new -- people --one person`)
  if (taken.has(many)) throw new NameError(`"${many}" is a word of the language itself. Choose another one.`)
  const constant = camelCase(one)
  return {
    file: many,
    record: camelCase(many),
    model: `${constant.charAt(0).toUpperCase()}${constant.slice(1)}`,
    table: many.replaceAll('-', '_'),
    constant: taken.has(one) ? `${constant}Resource` : constant,
    one: one.replaceAll('-', ' '),
    many: many.replaceAll('-', ' '),
  }
}

const isName = (name: string) => name.length <= longest && /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)

/** The singular by the rules of English spelling; undefined if they do not determine it. */
export function singularOf(many: string): string | undefined {
  if (/(ss|us|is)$/.test(many)) return undefined
  if (/[^aeiou]ies$/.test(many)) return many.replace(/ies$/, 'y')
  if (/(ss|[tirnps]us|x|ch|sh|zz)es$/.test(many)) return many.replace(/es$/, '')
  return /[a-z0-9]s$/.test(many) ? many.replace(/s$/, '') : undefined
}

function camelCase(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
