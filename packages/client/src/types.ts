/** Options of one call. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  /** From the call to its answer, all tries together; that of the client when not given. */
  timeoutMs?: number | undefined
}

export interface MutationOptions extends CallOptions {
  /** Sent again with the same key and input within 24 hours, a write answers as it did the first time. Random when not given. */
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

/** Reserved: no procedure is one yet. */
export interface Subscription<Input, Output> {
  subscribe(
    input: Input,
    observer: { onData(data: Output): void; onError?(error: unknown): void; onComplete?(): void },
  ): { unsubscribe(): void }
}

/** What the client asks of `fetch`. */
export interface FetchInit {
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly body: string | null
  readonly signal: AbortSignal
}

/** What it reads of an answer. */
export interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: ReadableStream<Uint8Array> | null
  text(): Promise<string>
}

export interface ClientOptions {
  /** Where Plinth is: `https://app.example.com`. */
  url: string
  /** A bearer token (`sessions.createToken`), or a function that is asked for it before each request. */
  token?: string | (() => string | undefined | Promise<string | undefined>) | undefined
  /** Sent with each request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Of each call, all its tries together: 30 seconds when not given. */
  timeoutMs?: number | undefined
  /** How often a call that failed on the way is tried again: 3 when not given, 0 for never. */
  retries?: number | undefined
  /** Most queries of one tick that go in one request: 10 when not given, at most 20; 1 sends each alone. */
  batch?: number | undefined
  /** Used instead of the global `fetch`, which fits. */
  fetch?: ((url: string, init: FetchInit) => Promise<FetchAnswer>) | undefined
}
