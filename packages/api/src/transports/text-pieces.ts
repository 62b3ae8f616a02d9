import type { Stretch } from '@plinth/bounds/slices'

/** Characters of a piece. Encoding and writing one takes well below a millisecond; 3 MB at once take about 30. */
const pieceLength = 64 * 1_024

/** Splits long texts into pieces, with other work in between: otherwise everything that the socket accepts at once would be written without a pause. */
export async function* textPieces(
  texts: Iterable<string> | AsyncIterable<string>,
  stretch: Stretch,
): AsyncGenerator<string> {
  for await (const text of texts) {
    for (let from = 0; from < text.length; ) {
      await stretch.rest()
      const to = endOfPiece(text, from + pieceLength)
      yield text.slice(from, to)
      from = to
    }
  }
}

/** Does not split a surrogate pair, whose halves would be encoded separately. */
const endOfPiece = (text: string, at: number) => (/[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at + 1 : at)
