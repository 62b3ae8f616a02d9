/** The names of a noun in each place where it stands. */
export interface Noun {
  /** As the files are named: `reading-lists`. */
  readonly file: string
  /** The record of procedures, and the events: `readingLists`. */
  readonly record: string
  /** The Prisma model: `ReadingList`. */
  readonly model: string
  readonly table: string
  /** The constant that holds its resource. */
  readonly constant: string
  /** What screens call it: `reading list`. */
  readonly one: string
  readonly many: string
}

/** What is wrong with a name, with what to do. */
export class NameError extends Error {}

const longest = 40

/** Words that cannot name a constant, and those that the feature's file imports. */
const taken = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch this ' +
    'throw true try typeof undefined var void while with yield everyone own require-user-id resource signed-in z'
  ).split(' '),
)

/**
 * The names that follow from a plural in lower case with hyphens, and from its singular where that is not told by the plural.
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

/** What one of them is called, by the rules of English spelling; undefined where these do not tell. */
export function singularOf(many: string): string | undefined {
  if (/(ss|us|is)$/.test(many)) return undefined
  if (/[^aeiou]ies$/.test(many)) return many.replace(/ies$/, 'y')
  if (/(ss|[tirnps]us|x|ch|sh|zz)es$/.test(many)) return many.replace(/es$/, '')
  return /[a-z0-9]s$/.test(many) ? many.replace(/s$/, '') : undefined
}

function camelCase(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
