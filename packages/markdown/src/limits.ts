/**
 * The limits of one text. The figures were measured with typical texts (the READMEs of npm packages, repeated until they fill the field) and
 * are several times what those need.
 */
export const limits = {
  /** Characters of a text: the maximum of a Markdown field. */
  sourceLength: 200_000,
  /** Tokens of the parser, block and inline together. A typical text of 200,000 characters has up to 40,000. */
  tokens: 80_000,
  /** Levels of markup in the text. The parser omits deeper levels. */
  sourceNesting: 50,
  /** Levels of tags in the HTML. The sanitiser removes deeper tags and keeps their text. */
  htmlNesting: 60,
  /** Characters of HTML. A typical text of 200,000 characters becomes up to 400,000. */
  htmlLength: 1_000_000,
  /** CPU time in milliseconds of a thread on the server, which is then terminated. A typical text of 200,000 characters takes up to 200. */
  cpuMs: 500,
  /** Elapsed milliseconds for a preview in a browser, which cannot measure CPU time; phones, and browsers on a busy machine, are slower. */
  previewMs: 4_000,
} as const

/** Thrown for a text that exceeds a limit. It is shown as plain text. */
export class BeyondLimit extends Error {
  override readonly name = 'BeyondLimit'
  readonly limit: keyof typeof limits

  constructor(limit: keyof typeof limits) {
    super(`The text is beyond the limit '${limit}' (${limits[limit]}).`)
    this.limit = limit
  }
}

/** The limits of all texts together on a server, for each lane: short texts never wait for long ones, and long results never evict short ones. */
export const lanes = {
  /** Up to 20,000 characters: nearly every text. */
  short: { sourceLength: 20_000, cacheBytes: 16_000_000 },
  /** At least 16 of the largest results. */
  long: { sourceLength: limits.sourceLength, cacheBytes: 40_000_000 },
} as const

/** The most texts that wait in a lane. Beyond it the longest is shown as plain text. */
export const maxWaiting = 32

/** Milliseconds that a page waits for its text before it shows the text as plain text. */
export const maxWaitMs = 1_500
