/** Whoever asks for a page. */
export interface Visitor {
  /** Headers of the questions that the page asks the API. */
  readonly passedOn: Readonly<Record<string, string>>
  /** Makes the page when it is its turn. */
  inTurn<Made>(make: () => Promise<Made>): Promise<Made>
}
