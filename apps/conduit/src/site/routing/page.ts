import { createElement, type ReactNode } from 'react'
import type { Conduit } from '../data/conduit.ts'
import type { Parts } from '../data/part.ts'
import { matchPath } from './pattern.ts'

/** What a page needs to load its data. */
export interface Reader {
  readonly conduit: Conduit
  /** Whether a user is or may be signed in. Always false on the server: the token is stored in the browser. */
  readonly hasToken: boolean
  /** Markdown as safe HTML. */
  readonly markdown: (source: string) => Promise<string>
}

/** The contents of the document's head. */
export interface Head {
  readonly title: string
  readonly description?: string
  /** For an article: its present address, and its preview on other sites. */
  readonly article?: {
    readonly path: string
    readonly author: string
    readonly publishedAt: string
    readonly tags: readonly string[]
  }
  /** Excluded from search engines. */
  readonly isPrivate?: boolean
}

export type Change<D> = (change: (data: D) => D) => void

export interface ViewProps<P, D> {
  readonly params: P
  readonly data: D
  /** Changes what the page shows without loading it again. */
  readonly change: Change<D>
}

interface Declaration<P, D extends Parts> {
  /** The first matching page is used. */
  readonly patterns: readonly string[]
  params(values: Record<string, string>, query: URLSearchParams): P
  /** Who may see it; everyone if left out. */
  readonly audience?: (params: P) => Audience
  load(reader: Reader, params: P): Promise<D>
  head(params: P, data: D): Head
  /** The part whose failure makes the page fail. */
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

/** Returns the visit of an address, or null if the address belongs to another page. */
export type Page = (url: URL) => Visit | null

/** Hides the types of a page, so that the router does not need to know them. */
export function definePage<P, D extends Parts>(declaration: Declaration<P, D>): Page {
  const { patterns, main, View } = declaration
  return (url) => {
    const values = patterns.map((pattern) => matchPath(pattern, url.pathname)).find((found) => found !== null)
    if (!values) return null
    const params = declaration.params(values, url.searchParams)
    // The value passed below was returned by `load` of this very page.
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
