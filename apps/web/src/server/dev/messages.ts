/** The messages from the program of `npm run dev` to a server that it has started. A connection is sent with its socket. */
export type ToServer = { readonly type: 'connection' } | { readonly type: 'alone' } | { readonly type: 'retire' }

/** The message of a server when it starts to answer requests, for the terminal. */
export interface Ready {
  readonly type: 'ready'
  readonly url: string
  readonly setupUrl: string | undefined
}
