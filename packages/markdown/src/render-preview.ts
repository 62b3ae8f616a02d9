import { limits } from './limits.ts'
import { plainText } from './plain-text.ts'
import type { RenderedMarkdown } from './render.ts'

/**
 * Renders Markdown in a browser as a server does, in a thread that is terminated after `limits.previewMs` or by `signal`: the tab never freezes.
 * A text that is not ready in that time, or whose thread does not start, is returned as plain text.
 */
export function renderPreview(source: string, signal?: AbortSignal): Promise<RenderedMarkdown> {
  const worker = new Worker(new URL('./preview-entry.ts', import.meta.url), { type: 'module' })
  const { promise, resolve } = Promise.withResolvers<RenderedMarkdown>()
  const late = setTimeout(() => resolve(plainText(source, 'tooMuch')), limits.previewMs)
  worker.addEventListener('message', ({ data }: MessageEvent<RenderedMarkdown>) => resolve(data))
  worker.addEventListener('error', () => resolve(plainText(source, 'busy')))
  signal?.addEventListener('abort', () => resolve(plainText(source, 'busy')), { once: true })
  worker.postMessage(source)
  return promise.finally(() => {
    clearTimeout(late)
    worker.terminate()
  })
}
