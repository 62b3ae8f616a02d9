'use client'
import { ErrorNotice } from '../components/states/error-notice.tsx'

/** A page that failed, inside the frame of all pages. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorNotice error={error} retry={retry} />
}
