/** Options of one call. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  /** The time limit of the call, including all attempts; that of the client when not given. */
  timeoutMs?: number | undefined
}

export interface MutationOptions extends CallOptions {
  /** If a write is sent again with the same key and input within 24 hours, it returns its first answer. Random when not given. */
  idempotencyKey?: string | undefined
}

type Arguments<Input, Options> = undefined extends Input
  ? [input?: Input, options?: Options]
  : [input: Input, options?: Options]

/** A procedure that changes nothing: `client.articles.get.query({ slug })`. */
export interface Query<Input, Output> {
  query(...given: Arguments<Input, CallOptions>): Promise<Output>
}

/** A procedure that writes: `client.articles.create.mutate({ title: '…' })`. */
export interface Mutation<Input, Output> {
  mutate(...given: Arguments<Input, MutationOptions>): Promise<Output>
}

/** Reserved: no procedure is a subscription yet. */
export interface Subscription<Input, Output> {
  subscribe(
    input: Input,
    observer: { onData(data: Output): void; onError?(error: unknown): void; onComplete?(): void },
  ): { unsubscribe(): void }
}

/** The options that the client passes to `fetch`. */
export interface FetchInit {
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly body: string | null
  readonly signal: AbortSignal
}

/** The part of an answer that the client uses. */
export interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: ReadableStream<Uint8Array> | null
  text(): Promise<string>
}

export interface ClientOptions {
  /** The address of Plinth: `https://app.example.com`. */
  url: string
  /** A bearer token (`sessions.createToken`), or a function that is called for it before each request. */
  token?: string | (() => string | undefined | Promise<string | undefined>) | undefined
  /** Sent with each request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The time limit of each call, including all attempts: 30 seconds when not given. */
  timeoutMs?: number | undefined
  /** How often a call that failed temporarily is retried: 3 when not given, 0 for never. */
  retries?: number | undefined
  /** Maximum number of queries of one tick that are sent in one request: 10 when not given, at most 20; 1 sends each separately. */
  batch?: number | undefined
  /** Used instead of the global `fetch`, whose type is compatible. */
  fetch?: ((url: string, init: FetchInit) => Promise<FetchAnswer>) | undefined
}
