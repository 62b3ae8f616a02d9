import type { ReactNode } from 'react'
import { DataProvider } from '../../client/data-provider.tsx'

export default function DataLayout({ children }: { children: ReactNode }) {
  return <DataProvider>{children}</DataProvider>
}
