'use client'
import './tokens.css'
import './globals.css'
import { ErrorNotice } from '../components/states/error-notice.tsx'

/** The frame of all pages failed: this one stands alone. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Plinth could not show this page</title>
      </head>
      <body style={{ margin: 0, fontFamily: 'system-ui, sans-serif' }}>
        <main>
          <ErrorNotice error={error} retry={retry} />
        </main>
      </body>
    </html>
  )
}
