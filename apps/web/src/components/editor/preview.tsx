'use client'
import type { RenderedMarkdown } from '@plinth/markdown/render'
import { renderPreview } from '@plinth/markdown/render-preview'
import { useEffect, useState } from 'react'
import { Prose } from '../articles/prose.tsx'
import { TextSkeleton } from '../states/text-skeleton.tsx'

/** A preview of the text: rendered by the same code as on the server, in a thread that cannot freeze the tab. */
export function Preview({ source }: { source: string }) {
  const [rendered, setRendered] = useState<RenderedMarkdown>()
  useEffect(() => {
    const leaving = new AbortController()
    void renderPreview(source, leaving.signal).then((result) => {
      if (!leaving.signal.aborted) setRendered(result)
    })
    return () => leaving.abort()
  }, [source])
  if (source.trim() === '') return <p>There is no text yet.</p>
  return rendered ? <Prose html={rendered.html} /> : <TextSkeleton />
}
