'use client'
import './tokens.css'
import './globals.css'
import { useEffect } from 'react'
import { ErrorNotice } from '../components/states/error-notice.tsx'

/** Shown when the frame of all pages failed: this page has no frame. */
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

/** Uses the colour scheme chosen in the frame, otherwise that of the system. */
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
