'use client'
import { Button, LinkButton } from '../button.tsx'
import { Notice } from './notice.tsx'

/** Says that a page failed, under which id the log has the cause, and what to do. */
export function ErrorNotice({ error, retry }: { error: unknown; retry(): void }) {
  const requestId = error instanceof Error && 'digest' in error ? String(error.digest) : undefined
  return (
    <>
      <title>This page could not be shown · Plinth</title>
      <Notice
        isPage
        title="This page could not be shown"
        actions={
          <>
            <Button onClick={retry}>Try again</Button>
            <LinkButton href="/" variant="quiet">
              All articles
            </LinkButton>
          </>
        }
      >
        <p>Something went wrong on our side, and it has been noted. Try again in a moment.</p>
        {requestId && (
          <p>
            If it stays, tell the operator this request id: <code>{requestId}</code>
          </p>
        )}
      </Notice>
    </>
  )
}
