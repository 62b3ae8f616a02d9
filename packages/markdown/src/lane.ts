import { hash } from 'node:crypto'
import { maxWaitMs } from './limits.ts'
import { Lines } from './lines.ts'
import { plainText } from './plain-text.ts'
import type { RenderedMarkdown } from './render.ts'
import { ResultCache } from './result-cache.ts'
import { Thread } from './thread.ts'

interface Job {
  readonly key: string
  readonly source: string
  readonly done: PromiseWithResolvers<RenderedMarkdown>
}

/** A thread with its cache, and the texts that wait for it. */
export class Lane {
  readonly #cache: ResultCache
  readonly #onFault: (error: unknown) => void
  readonly #jobs = new Map<string, Job>()
  readonly #waiting = new Lines<Job>()
  #thread: Thread | undefined
  #running: Job | undefined

  constructor({ cacheBytes, onFault }: { cacheBytes: number; onFault: (error: unknown) => void }) {
    this.#cache = new ResultCache(cacheBytes)
    this.#onFault = onFault
  }

  /** The result for a text: from the cache, shared with a concurrent call for the same text, or newly rendered. */
  async render(source: string, network: string): Promise<RenderedMarkdown> {
    const key = hash('sha256', source, 'base64url')
    const known = this.#cache.get(key)
    if (known) return known
    const job = this.#jobs.get(key) ?? { key, source, done: Promise.withResolvers() }
    this.#wait(job, network)
    const late = Promise.withResolvers<RenderedMarkdown>()
    const timer = setTimeout(() => late.resolve(plainText(source, 'busy')), maxWaitMs)
    try {
      return await Promise.race([job.done.promise, late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  async end(): Promise<void> {
    this.#drop(this.#waiting.clear())
    await this.#thread?.end()
  }

  #wait(job: Job, network: string): void {
    if (job === this.#running) return
    this.#jobs.set(job.key, job)
    this.#drop(this.#waiting.add(job, network))
    if (!this.#running) void this.#run()
  }

  #drop(jobs: readonly Job[]): void {
    for (const { key, source, done } of jobs) {
      this.#jobs.delete(key)
      done.resolve(plainText(source, 'busy'))
    }
  }

  async #run(): Promise<void> {
    for (let job = this.#waiting.next(); job; job = this.#waiting.next()) {
      this.#running = job
      const { key, source, done } = job
      const { result, isKept } = await this.#outcome(source)
      if (isKept) this.#cache.set(key, result)
      this.#jobs.delete(key)
      done.resolve(result)
    }
    this.#running = undefined
  }

  async #outcome(source: string): Promise<{ result: RenderedMarkdown; isKept: boolean }> {
    try {
      if (!this.#thread || this.#thread.hasEnded) this.#thread = new Thread()
      const answer = await this.#thread.render(source)
      if (answer.kind === 'rendered') return { result: answer.result, isKept: true }
      if (answer.kind === 'tooMuch') return { result: plainText(source, 'tooMuch'), isKept: true }
      this.#onFault(answer.error)
    } catch (error) {
      this.#onFault(error)
    }
    return { result: plainText(source, 'busy'), isKept: false }
  }
}
