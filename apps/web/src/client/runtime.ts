import type { Runtime } from '@plinth/api'
import type { Markdown } from '@plinth/markdown/open-markdown'
import type { RenderedMarkdown } from '@plinth/markdown/render'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'

import type { Me } from './types.ts'

/** What the server passes to the pages. */
export interface PagesRuntime extends Runtime {
  readonly markdown: Pick<Markdown, 'render'>
}

/** The backend of this process. Next bundles its own copy of its imports, so the server passes it on `globalThis`. */
function runtime(): PagesRuntime {
  const found: unknown = Reflect.get(globalThis, Symbol.for('plinth.runtime'))
  if (!found)
    throw new Error(
      'The backend is not running in this process. Start the app with `npm start` or `npm run dev`, not with Next alone.',
    )
  return found as PagesRuntime // the server puts nothing else under this symbol
}

/** Markdown as safe HTML, rendered in a separate thread and cached. */
export const renderedMarkdown = (source: string): Promise<RenderedMarkdown> => runtime().markdown.render(source)

/** Calls the router in process, as the user of the current request. Cached for one request, sessions included. */
export const serverCaller = cache(async () => runtime().caller(await headers()))

/** The signed-in user, or null. */
export const currentUser = cache(async (): Promise<Me | null> => answer((await serverCaller()).users.me()))

/** The signed-in user; redirects everyone else to sign in, and then back to `path`. */
export async function requireUser(path: string): Promise<Me> {
  return (await currentUser()) ?? redirect(`/sign-in?next=${encodeURIComponent(path)}`)
}

/** Waits for a read. A missing or hidden row becomes the page 'not found'; any other failure passes the id of the request to the error page. */
export async function answer<Output>(reading: Promise<Output>): Promise<Output> {
  try {
    return await reading
  } catch (error) {
    // An impossible address, such as a slug of 500 letters, names nothing.
    if (hasCode(error, 'NOT_FOUND') || hasCode(error, 'BAD_REQUEST')) notFound()
    const requestId = (await headers()).get('x-request-id')
    // Shown in development; in production Next hides it from the page.
    const said = error instanceof Error ? `: ${error.message}` : '.'
    throw Object.assign(
      new Error(`A page could not be read${said}`, { cause: error }),
      requestId !== null && { digest: requestId },
    )
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
