import { addresses } from '../routing/addresses.ts'
import type { Visit } from '../routing/page.ts'

/** Shown at every address that has no page. */
export function notFound(url: URL): Visit {
  return {
    address: url.pathname + url.search,
    audience: 'everyone',
    load: async () => ({}),
    head: () => ({ title: 'Not found – Conduit', isPrivate: true }),
    status: () => 404,
    render: () => <NotFound />,
  }
}

function NotFound() {
  return (
    <div className="not-found-page">
      <div className="container page">
        <h1>There is nothing here</h1>
        <p>The address may be misspelt, or what stood here is gone.</p>
        <a className="btn btn-outline-secondary" href={addresses.home}>
          Read what is new
        </a>
      </div>
    </div>
  )
}
