/** What the program of `npm run dev` says to a server that it has started. A connection comes with its socket. */
export type ToServer = { readonly type: 'connection' } | { readonly type: 'alone' } | { readonly type: 'retire' }

/** What a server says when it answers requests, for the terminal. */
export interface Ready {
  readonly type: 'ready'
  readonly url: string
  readonly setupUrl: string | undefined
}
