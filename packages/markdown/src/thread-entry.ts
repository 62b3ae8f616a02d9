import { parentPort } from 'node:worker_threads'
import { BeyondLimit } from './limits.ts'
import { renderMarkdown } from './render.ts'
import type { Answer } from './thread.ts'

if (!parentPort) throw new Error('This file runs as a thread of a server.')
const port = parentPort
port.on('message', (source: string) => port.postMessage(answerTo(source)))
port.postMessage('ready')

function answerTo(source: string): Answer {
  try {
    return { kind: 'rendered', result: renderMarkdown(source) }
  } catch (error) {
    return error instanceof BeyondLimit ? { kind: 'tooMuch' } : { kind: 'failed', error }
  }
}
