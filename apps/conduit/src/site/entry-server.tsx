import { renderToString } from 'react-dom/server'
import { App } from './app.tsx'
import { anonymous, createAsk, type Send } from './data/ask.ts'
import { createConduit } from './data/conduit.ts'
import type { Parts } from './data/part.ts'
import { createStore } from './data/store.ts'
import { findVisit } from './pages/all.ts'
import { createNavigator } from './routing/navigator.ts'
import type { Head, Reader } from './routing/page.ts'
import { createSession } from './session/session.ts'

export interface Rendered {
  readonly status: number
  readonly head: Head
  readonly html: string
  /** The data that the page was rendered from. */
  readonly data: Parts
}

/** Renders a page for an anonymous reader; the browser finds out who is signed in. */
export async function render(
  url: URL,
  { send, markdown }: { send: Send; markdown: Reader['markdown'] },
): Promise<Rendered> {
  const conduit = createConduit(createAsk(send, anonymous))
  const visit = findVisit(url)
  const data = await visit.load({ conduit, hasToken: false, markdown })
  const site = {
    conduit,
    session: createSession({ read: () => null, write: () => undefined }),
    navigator: createNavigator({ visit, data }, standing),
    trouble: createStore(null),
    isAlive: createStore(false),
  }
  return { status: visit.status(data), head: visit.head(data), html: renderToString(<App site={site} />), data }
}

/** The navigator of a rendered page does nothing. */
const standing = {
  find: findVisit,
  reader: () => {
    throw new Error('Nothing is asked for while a page is rendered.')
  },
  detour: () => null,
  current: () => '/',
  record: () => undefined,
}
