'use client'
import { useMemo } from 'react'
import { renderMarkdown } from '../../markdown/render.ts'
import { Prose } from '../articles/prose.tsx'

/** The text as its readers will see it: by the same code as on the server. */
export function Preview({ source }: { source: string }) {
  const { html } = useMemo(() => renderMarkdown(source), [source])
  return source.trim() === '' ? <p>There is no text yet.</p> : <Prose html={html} />
}
