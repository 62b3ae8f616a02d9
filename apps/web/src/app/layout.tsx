import './mantine.css'
import './tokens.css'
import './globals.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Providers } from '../client/providers.tsx'
import { currentUser } from '../client/runtime.ts'
import { LinkNavigation } from '../components/frame/link-navigation.tsx'
import { SiteFooter } from '../components/frame/site-footer.tsx'
import { SiteHeader } from '../components/frame/site-header.tsx'
import { SkipLink } from '../components/frame/skip-link.tsx'

/**
 * Next needs a path; this names the package that it leads into, for the check of dependencies.
 * @type {import('@fontsource-variable/instrument-sans')}
 */
const sans = localFont({
  src: [
    {
      path: '../../../../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
      weight: '400 700',
      style: 'normal',
    },
  ],
  variable: '--font-sans',
  display: 'swap',
})

export const metadata: Metadata = {
  title: { default: 'Plinth', template: '%s · Plinth' },
  description: 'Articles, written and read on Plinth.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  // Until the styles are loaded, the browser's own canvas already has the reader's scheme.
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fdfdfc' },
    { media: '(prefers-color-scheme: dark)', color: '#151918' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? ''
  // If even this cannot be read, the page shows the error; its frame should still appear.
  const me = await currentUser().catch(() => null)
  return (
    <html lang="en" {...mantineHtmlProps} className={sans.variable}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} suppressHydrationWarning />
      </head>
      <body>
        <Providers nonce={nonce}>
          <LinkNavigation />
          <SkipLink />
          <SiteHeader me={me} />
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          <SiteFooter />
        </Providers>
      </body>
    </html>
  )
}
