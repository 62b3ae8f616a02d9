import { BeyondLimit } from './limits.ts'
import { plainText } from './plain-text.ts'
import { renderMarkdown } from './render.ts'

// A thread of a browser: it receives one text, and answers once.
addEventListener('message', ({ data }: MessageEvent<string>) => {
  try {
    postMessage(renderMarkdown(data))
  } catch (error) {
    if (!(error instanceof BeyondLimit)) throw error
    postMessage(plainText(data, 'tooMuch'))
  }
})
