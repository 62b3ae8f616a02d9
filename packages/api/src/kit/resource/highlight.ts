import { folded, unspacedScripts } from './search-terms.ts'
import type { Piece } from './verbs/answers.ts'

/** A text of at most this many characters, such as a title, is shown whole; of a longer one, the part around the first match. */
const maxWhole = 200

/** Characters before the first word found. */
const lead = 60

const letter = /[\p{L}\p{N}\p{M}]/u
const unspaced = new RegExp(`[${unspacedScripts}]`, 'u')

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * A text as pieces, with the words that a search found marked; empty if there are none. `words` are folded. Its cost grows with the
 * length of the text times the number of words.
 */
export function highlight(text: string, words: readonly string[]): Piece[] {
  const { plain, places } = fold(text)
  const spans = merged(words.flatMap((word) => spansOf(plain, word)))
  const [first] = spans
  if (!first) return []
  const at = (place: number) => places?.[place] ?? place
  const [start, end] = windowOf(text, at(first.from))
  const pieces: Piece[] = []
  let done = start
  for (const span of spans) {
    const [from, to] = [at(span.from), Math.min(at(span.to), end)]
    if (from >= end) break
    pieces.push({ text: text.slice(done, from), isFound: false }, { text: text.slice(from, to), isFound: true })
    done = to
  }
  pieces.push({ text: text.slice(done, end), isFound: false })
  return pieces.filter((piece) => piece.text !== '')
}

/** The folded text and, where its length differs, the place of each of its characters in the text. */
function fold(text: string): { plain: string; places: readonly number[] | undefined } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII needs no places.
  if (/^[\u0000-\u007f]*$/.test(text)) return { plain: text.toLowerCase(), places: undefined }
  let plain = ''
  const places: number[] = []
  let place = 0
  for (const character of text) {
    const folds = folded(character)
    for (let nth = 0; nth < folds.length; nth++) places.push(place)
    plain += folds
    place += character.length
  }
  places.push(place)
  return { plain, places }
}

/** The ranges of words that begin with `word`; in a script without spaces, of every occurrence. */
function spansOf(plain: string, word: string): Span[] {
  const isRun = unspaced.test(word)
  const spans: Span[] = []
  for (let from = plain.indexOf(word); from >= 0; from = plain.indexOf(word, from + word.length)) {
    const before = plain[from - 1]
    if (!isRun && before !== undefined && letter.test(before) && !unspaced.test(before)) continue
    let to = from + word.length
    while (!isRun && to < plain.length && letter.test(plain[to] ?? '') && !unspaced.test(plain[to] ?? '')) to++
    spans.push({ from, to })
  }
  return spans
}

/** In order and without overlaps. */
function merged(spans: Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans.sort((one, other) => one.from - other.from || other.to - one.to)) {
    if (span.from >= (all.at(-1)?.to ?? 0)) all.push(span)
  }
  return all
}

/** What is shown of a text: all of it, or a part that begins and ends between words where there are spaces. */
function windowOf(text: string, first: number): [number, number] {
  if (text.length <= maxWhole) return [0, text.length]
  const rough = Math.max(0, first - lead)
  const space = rough === 0 ? -1 : text.slice(rough, first).search(/\s/)
  const start = space < 0 ? wholeAt(text, rough) : rough + space + 1
  const limit = Math.min(text.length, start + maxWhole)
  const last = limit === text.length ? -1 : text.slice(first, limit).search(/\s\S*$/)
  return [start, last <= 0 ? wholeAt(text, limit) : first + last]
}

/** Avoids splitting a surrogate pair. */
const wholeAt = (text: string, place: number) => (/[\udc00-\udfff]/.test(text[place] ?? '') ? place + 1 : place)
