/** The client that requests a page. */
export interface Visitor {
  /** Headers of the page's requests to the API. */
  readonly passedOn: Readonly<Record<string, string>>
  /** Renders the page when it is its turn. */
  inTurn<Made>(make: () => Promise<Made>): Promise<Made>
}
