import { Fragment } from 'react'
import { Frame } from './parts/frame.tsx'
import { type Site, SiteProvider, useSite, useStore } from './parts/site-context.ts'
import { useArrival } from './parts/use-arrival.ts'

/** The whole site, on the server and in the browser. */
export function App({ site }: { site: Site }) {
  return (
    <SiteProvider value={site}>
      <Frame>
        <CurrentPage />
      </Frame>
    </SiteProvider>
  )
}

function CurrentPage() {
  const { navigator } = useSite()
  const { visit, data } = useStore(navigator.shown, navigator.atStart)
  useArrival(visit, visit.head(data))
  return <Fragment key={visit.address}>{visit.render(data, navigator.change)}</Fragment>
}
