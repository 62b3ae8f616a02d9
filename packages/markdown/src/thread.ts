import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { limits } from './limits.ts'
import type { RenderedMarkdown } from './render.ts'

/** The answer of a thread for one text. */
export type Answer =
  | { readonly kind: 'rendered'; readonly result: RenderedMarkdown }
  | { readonly kind: 'tooMuch' }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Milliseconds between two checks of a thread's CPU time. */
const lookMs = 25

/** A thread that renders one text at a time. */
export class Thread {
  readonly #worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    // The largest typical text needs a quarter of it.
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  })
  readonly #ready: Promise<unknown>
  /** After termination a thread renders nothing more. */
  hasEnded = false

  constructor() {
    this.#worker.unref()
    this.#worker.on('error', () => undefined) // each `render` has its own listener
    this.#worker.once('exit', () => {
      this.hasEnded = true
    })
    this.#ready = once(this.#worker, 'message')
    this.#ready.catch(() => undefined) // `render` awaits it
  }

  /** Renders a text, limited to `limits.cpuMs` of CPU time. Other load of the machine does not count. */
  async render(source: string): Promise<Answer> {
    await this.#ready
    const before = await this.#cpuMs()
    const answered = Promise.withResolvers<Answer>()
    const onAnswer = (answer: Answer) => answered.resolve(answer)
    const onError = (error: Error) =>
      answered.resolve(isOutOfMemory(error) ? { kind: 'tooMuch' } : { kind: 'failed', error })
    const onExit = () => answered.resolve({ kind: 'tooMuch' })
    this.#worker.once('message', onAnswer).once('error', onError).once('exit', onExit)
    const looking = setInterval(async () => {
      if (!this.hasEnded && (await this.#cpuMs()) - before > limits.cpuMs) await this.end()
    }, lookMs)
    try {
      this.#worker.postMessage(source)
      return await answered.promise
    } finally {
      clearInterval(looking)
      this.#worker.off('message', onAnswer).off('error', onError).off('exit', onExit)
    }
  }

  async end(): Promise<void> {
    this.hasEnded = true
    await this.#worker.terminate()
  }

  async #cpuMs(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage()
      return (user + system) / 1_000
    } catch {
      return 0 // The thread has just exited, and 'exit' reports it.
    }
  }
}

const isOutOfMemory = (error: Error) => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
