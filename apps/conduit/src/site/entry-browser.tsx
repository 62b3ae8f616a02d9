import './styles/all.css'
import { hydrateRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createAsk } from './data/ask.ts'
import { createConduit } from './data/conduit.ts'
import type { Failure } from './data/failure.ts'
import type { Parts } from './data/part.ts'
import { createStore } from './data/store.ts'
import { findVisit } from './pages/all.ts'
import { addresses } from './routing/addresses.ts'
import { currentAddress, keepScroll, record } from './routing/history.ts'
import { followLinks } from './routing/links.ts'
import { createNavigator } from './routing/navigator.ts'
import type { Visit } from './routing/page.ts'
import { createBrowserTokens, onOtherTab } from './session/browser-tokens.ts'
import { exposeSession } from './session/debug.ts'
import { createSession } from './session/session.ts'

const session = createSession(createBrowserTokens())
const conduit = createConduit(createAsk((path, init) => fetch(path, { ...init, credentials: 'omit' }), session))

const navigator = createNavigator(
  { visit: findVisit(new URL(location.href)), data: renderedData() },
  {
    find: findVisit,
    reader: () => ({ conduit, hasToken: session.token() !== null, markdown }),
    detour,
    current: currentAddress,
    record,
  },
)
const trouble = createStore<Failure | null>(null)
const isAlive = createStore(false)

const root = document.getElementById('root')
if (!root) throw new Error('The document has no #root.')
hydrateRoot(root, <App site={{ conduit, session, navigator, trouble, isAlive }} />)
exposeSession(session)
followLinks(navigator)
keepScroll()

let known = session.state.get().status
session.state.subscribe(() => {
  const before = known
  known = session.state.get().status
  // Until then the head of the document hides the parts that are for guests.
  if (known === 'unauthenticated') delete document.documentElement.dataset.token
  if (before === 'loading' && detour(navigator.shown.get().visit) === null) return
  if (before === 'loading' || before === 'unavailable') void navigator.renew()
})
onOtherTab(() => void session.start(conduit).then(() => navigator.renew()))
isAlive.set(true)
void session.start(conduit)
// The server rendered the page for an anonymous reader, perhaps a while ago.
void navigator.renew()

/** The data that the server rendered the page from. */
function renderedData(): Parts {
  return JSON.parse(document.getElementById('data')?.textContent ?? '{}') as Parts // written by document.ts
}

/** Renders in a thread of the browser; its code is loaded with the first article. */
async function markdown(source: string): Promise<string> {
  const { renderPreview } = await import('@plinth/markdown/render-preview')
  return (await renderPreview(source)).html
}

function detour({ audience }: Visit): string | null {
  const { status } = session.state.get()
  if (audience === 'members' && status === 'unauthenticated') return addresses.signIn
  return audience === 'guests' && status === 'authenticated' ? addresses.home : null
}
