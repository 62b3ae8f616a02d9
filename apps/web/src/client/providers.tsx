'use client'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { createQueryClient } from './query-client.ts'
import { cssVariables, theme } from './theme.ts'
import { Toasts } from './toasts.tsx'
import { createClient, TRPCProvider } from './trpc.ts'

/** What every screen stands in. `nonce` lets Mantine's style elements pass the content security policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(createClient)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <TRPCProvider queryClient={queryClient} trpcClient={trpcClient}>
          {children}
          <Toasts />
        </TRPCProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
