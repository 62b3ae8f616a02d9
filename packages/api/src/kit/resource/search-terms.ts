/** What a search asks for. */
export interface Search {
  /** A `tsquery` that a row has to match: all terms, each of them as the beginning of a word. */
  readonly terms: string
  /** The same terms, of which a row's rank counts each: its cost grows with the terms, not with their pairs. */
  readonly rankTerms: string
  /** The terms as a person typed them, folded, for the marks. */
  readonly words: readonly string[]
  /** The first word in lower case, by which the part of a long text is found that is shown. */
  readonly needle: string
}

/** The most terms that are searched; further ones are ignored. */
const maxTerms = 16

/** No word of a language is longer; what is cut still finds words that begin so. */
const maxTermLength = 60

/**
 * Scripts that set no spaces between words: Thai, Lao, Myanmar, Khmer, Japanese, Chinese. The same ranges as in the SQL function
 * `plinth_search_text`, which makes the search vector of a row.
 */
export const unspacedScripts = String.raw`\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\u{20000}-\u{3FFFF}`

const unspaced = new RegExp(`^[${unspacedScripts}]`, 'u')
const runs = new RegExp(`[${unspacedScripts}]+|[^${unspacedScripts}]+`, 'gu')
const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu
const hasWord = /[\p{L}\p{N}]/u

/** Letters without a decomposition, as the dictionary `unaccent` of Postgres writes them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
}

/** Text as it is compared: in lower case, without accents. One character may become several or none. */
export function folded(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
  return plain.replace(/[ßæœøłđðþħıŧ]/g, (letter) => plainLetters[letter] ?? letter)
}

/**
 * The terms of a search; undefined where the text has no word. Each word may be the beginning of one, because people search for what they
 * are still typing; Postgres parses a query as it parses the text, so that 'next.js' and '@scope/name' are found. A run of a script without
 * spaces becomes its overlapping pairs. Terms that another term implies are dropped.
 */
export function searchTerms(text: string): Search | undefined {
  const words = new Set<string>()
  const terms = new Map<string, string>()
  for (const word of text.split(/\s+/)) {
    for (const run of word.match(runs) ?? []) {
      if (!hasWord.test(run)) continue
      const plain = [...run.toLowerCase()].slice(0, maxTermLength)
      words.add(plain.join('').replace(edges, ''))
      for (const term of unspaced.test(run) ? pairsOf(plain) : [{ text: plain.join(''), isWhole: false }])
        terms.set(folded(term.text).replace(/[^\p{L}\p{N}]+$/u, ''), quoted(term))
    }
  }
  const needed = [...terms]
    .filter(([term]) => term !== '' && ![...terms.keys()].some((other) => other !== term && other.startsWith(term)))
    .slice(0, maxTerms)
    .map(([, each]) => each)
  if (needed.length === 0) return undefined
  // Two operands at least: with 'or' on top Postgres counts terms one by one.
  const ranked = needed.length === 1 ? [...needed, ...needed] : needed
  const [needle = ''] = words
  return { terms: needed.join(' & '), rankTerms: ranked.join(' | '), words: [...words].map(folded), needle }
}

interface Term {
  readonly text: string
  readonly isWhole: boolean
}

function pairsOf(run: readonly string[]): Term[] {
  if (run.length === 1) return [{ text: run[0] ?? '', isWhole: false }]
  return run.slice(1).map((character, nth) => ({ text: `${run[nth]}${character}`, isWhole: true }))
}

const quoted = ({ text, isWhole }: Term) => `'${text.replace(/['\\]/g, ' ')}'${isWhole ? '' : ':*'}`
