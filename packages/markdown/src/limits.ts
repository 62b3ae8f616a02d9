/**
 * What one text may cost. The figures were measured with honest texts (the READMEs of npm packages, repeated until they fill the field) and
 * are several times what those need.
 */
export const limits = {
  /** Characters of a text: as many as a Markdown field takes. */
  sourceLength: 200_000,
  /** Tokens of the parser, blocks and inline together. An honest text of 200,000 characters has up to 40,000. */
  tokens: 80_000,
  /** Levels of markup in the text. The parser leaves deeper levels out. */
  sourceNesting: 50,
  /** Levels of tags in the HTML. The sanitiser leaves deeper tags out and keeps their text. */
  htmlNesting: 60,
  /** Characters of HTML. An honest text of 200,000 characters becomes up to 400,000. */
  htmlLength: 1_000_000,
  /** Processor time in milliseconds of a thread on the server, which is terminated after it. An honest text of 200,000 characters takes up to 200. */
  cpuMs: 500,
  /** Milliseconds of the clock for a preview in a browser, which cannot measure processor time; phones, and browsers that share a busy machine, are slower. */
  previewMs: 4_000,
} as const

/** A text that costs more than it may. It is shown as plain text. */
export class BeyondLimit extends Error {
  override readonly name = 'BeyondLimit'
  readonly limit: keyof typeof limits

  constructor(limit: keyof typeof limits) {
    super(`The text is beyond the limit '${limit}' (${limits[limit]}).`)
    this.limit = limit
  }
}

/** What all texts together may cost on a server, for each lane: short texts never wait for long ones, nor do long ones drop short ones. */
export const lanes = {
  /** Up to 20,000 characters: nearly every text. */
  short: { sourceLength: 20_000, cacheBytes: 16_000_000 },
  /** At least 16 of the largest results. */
  long: { sourceLength: limits.sourceLength, cacheBytes: 40_000_000 },
} as const

/** Texts that wait in a lane. Beyond it the longest is shown as plain text. */
export const maxWaiting = 32

/** Milliseconds that a page waits for its text before it shows it as plain text. */
export const maxWaitMs = 1_500
