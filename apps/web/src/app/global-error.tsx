'use client'
import './tokens.css'
import './globals.css'
import { useEffect } from 'react'
import { ErrorNotice } from '../components/states/error-notice.tsx'

/** The frame of all pages failed: this one stands alone. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(followColours, [])
  return (
    <html lang="en">
      <head>
        <title>Plinth could not show this page</title>
        <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      </head>
      <body style={{ margin: 0, fontFamily: 'system-ui, sans-serif' }}>
        <main>
          <ErrorNotice error={error} retry={retry} />
        </main>
      </body>
    </html>
  )
}

/** Shows the colours that were chosen in the frame, else those of the system. */
function followColours(): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const chosen = window.localStorage.getItem('mantine-color-scheme-value')
    const isDark = chosen === 'dark' || (chosen !== 'light' && dark.matches)
    document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'
  }
  apply()
  dark.addEventListener('change', apply)
  return () => dark.removeEventListener('change', apply)
}
