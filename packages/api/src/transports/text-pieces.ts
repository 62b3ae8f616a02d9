import type { Stretch } from '@plinth/bounds/slices'

/** Characters of a piece. To encode and write it takes well below a millisecond; 3 MB at once take about 30. */
const pieceLength = 64 * 1_024

/** Long texts in pieces, between which the others have their turn: what the socket takes at once would else be written without a pause. */
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

/** Not between the halves of a character, which would be encoded each by itself. */
const endOfPiece = (text: string, at: number) => (/[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at + 1 : at)
