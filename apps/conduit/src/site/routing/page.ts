import { createElement, type ReactNode } from 'react'
import type { Conduit } from '../data/conduit.ts'
import type { Parts } from '../data/part.ts'
import { matchPath } from './pattern.ts'

/** What a page reads with. */
export interface Reader {
  readonly conduit: Conduit
  /** Whether a person is or may be signed in. On the server never: the token lives in the browser. */
  readonly hasToken: boolean
  /** Markdown as HTML that is safe to show. */
  readonly markdown: (source: string) => Promise<string>
}

/** What stands in the head of the document. */
export interface Head {
  readonly title: string
  readonly description?: string
  /** For an article: its address by now, and what other sites show of it. */
  readonly article?: {
    readonly path: string
    readonly author: string
    readonly publishedAt: string
    readonly tags: readonly string[]
  }
  /** Kept out of search engines. */
  readonly isPrivate?: boolean
}

export type Change<D> = (change: (data: D) => D) => void

export interface ViewProps<P, D> {
  readonly params: P
  readonly data: D
  /** Changes what the page shows without asking again. */
  readonly change: Change<D>
}

interface Declaration<P, D extends Parts> {
  /** The first that fits is taken. */
  readonly patterns: readonly string[]
  params(values: Record<string, string>, query: URLSearchParams): P
  /** Who may see it; everyone where it is left out. */
  readonly audience?: (params: P) => Audience
  load(reader: Reader, params: P): Promise<D>
  head(params: P, data: D): Head
  /** The part whose failure is the failure of the page. */
  readonly main?: keyof D
  readonly View: (props: ViewProps<P, D>) => ReactNode
}

export type Audience = 'everyone' | 'members' | 'guests'

/** A page at one address. */
export interface Visit {
  readonly address: string
  readonly audience: Audience
  load(reader: Reader): Promise<Parts>
  head(data: Parts): Head
  /** HTTP status. */
  status(data: Parts): number
  render(data: Parts, change: Change<Parts>): ReactNode
}

/** Gives the visit of an address, or null when it is another page's. */
export type Page = (url: URL) => Visit | null

/** Closes a page over its own types, so that the router needs to know none of them. */
export function definePage<P, D extends Parts>(declaration: Declaration<P, D>): Page {
  const { patterns, main, View } = declaration
  return (url) => {
    const values = patterns.map((pattern) => matchPath(pattern, url.pathname)).find((found) => found !== null)
    if (!values) return null
    const params = declaration.params(values, url.searchParams)
    // What is handed in below is what `load` of this very page has returned.
    const own = (data: Parts) => data as D
    return {
      address: url.pathname + url.search,
      audience: declaration.audience?.(params) ?? 'everyone',
      load: (reader) => declaration.load(reader, params),
      head: (data) => declaration.head(params, own(data)),
      status: (data) => statusOf(main === undefined ? undefined : own(data)[main]?.failure?.status),
      render: (data, change) =>
        createElement(View, { params, data: own(data), change: (update) => change((old) => update(own(old))) }),
    }
  }
}

function statusOf(failure: number | undefined): number {
  if (failure === undefined) return 200
  return failure === 404 ? 404 : 503
}
