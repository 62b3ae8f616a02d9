import { unreadable } from './decode.ts'
import { maxRowLength } from './source-row.ts'

const signs = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  open: 0x5b,
  close: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
}

/**
 * The texts of the elements of a JSON array, unparsed: each is then parsed separately, with all its digits, and an error in one
 * is an error of that row.
 * @throws PlinthError `INVALID_INPUT` when the file is not one array from its first character to its last
 */
export async function* elementsOf(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  const reader = new ElementReader()
  for await (const piece of text) yield reader.read(piece)
  if (reader.depth > 0 || !reader.isBegun) throw unreadable('The JSON array ends before it is complete.')
}

class ElementReader {
  depth = 0
  isBegun = false
  private isText = false
  private isEscaped = false
  /** The part of the current element that earlier pieces contained. */
  private held = ''

  read(piece: string): string[] {
    const elements: string[] = []
    let from = 0
    const take = (at: number) => {
      elements.push(this.held + piece.slice(from, at))
      this.held = ''
      from = at + 1
    }
    for (let at = 0; at < piece.length; at++) {
      const sign = piece.charCodeAt(at)
      if (this.isText) this.readText(sign)
      else if (this.depth === 0) {
        if (this.opens(piece, at)) from = at + 1
      } else if (sign === signs.quote) this.isText = true
      else if (sign === signs.open || sign === signs.openObject) this.depth++
      else if (sign === signs.close || sign === signs.closeObject) {
        this.depth--
        if (this.depth === 0) take(at)
      } else if (sign === signs.comma && this.depth === 1) take(at)
    }
    if (this.depth > 0) this.held += piece.slice(from)
    if (this.held.length > maxRowLength) throw unreadable(`A row has more than ${maxRowLength} characters.`)
    return elements
  }

  private readText(sign: number): void {
    if (this.isEscaped) this.isEscaped = false
    else if (sign === signs.backslash) this.isEscaped = true
    else if (sign === signs.quote) this.isText = false
  }

  /** Outside of the array: whether it begins here. */
  private opens(piece: string, at: number): boolean {
    const sign = piece[at] ?? ''
    if (sign.trim() === '') return false
    if (this.isBegun) throw unreadable('Something follows the JSON array.')
    if (sign !== '[') throw unreadable('The file is not a JSON array: expected it to begin with [.')
    this.isBegun = true
    this.depth = 1
    return true
  }
}
