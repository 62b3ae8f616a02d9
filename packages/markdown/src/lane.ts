import { hash } from 'node:crypto'
import { maxWaiting, maxWaitMs } from './limits.ts'
import { plainText } from './plain-text.ts'
import type { RenderedMarkdown } from './render.ts'
import { ResultCache } from './result-cache.ts'
import { Thread } from './thread.ts'

interface Job {
  readonly key: string
  readonly source: string
  readonly done: PromiseWithResolvers<RenderedMarkdown>
}

/** A thread with its queue and cache. The shortest text is next, so that long ones do not hold up the others. */
export class Lane {
  readonly #cache: ResultCache
  readonly #onFault: (error: unknown) => void
  readonly #jobs = new Map<string, Job>()
  readonly #waiting: Job[] = []
  #thread: Thread | undefined
  #isRunning = false

  constructor({ cacheBytes, onFault }: { cacheBytes: number; onFault: (error: unknown) => void }) {
    this.#cache = new ResultCache(cacheBytes)
    this.#onFault = onFault
  }

  /** The result for a text: from the cache, with another call that asks for the same, or new. */
  async render(source: string): Promise<RenderedMarkdown> {
    const key = hash('sha256', source, 'base64url')
    const known = this.#cache.get(key)
    if (known) return known
    const job = this.#jobs.get(key) ?? this.#add(key, source)
    const late = Promise.withResolvers<RenderedMarkdown>()
    const timer = setTimeout(() => late.resolve(plainText(source, 'busy')), maxWaitMs)
    try {
      return await Promise.race([job.done.promise, late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  async end(): Promise<void> {
    this.#drop(this.#waiting.splice(0))
    await this.#thread?.end()
  }

  #add(key: string, source: string): Job {
    const job: Job = { key, source, done: Promise.withResolvers() }
    this.#jobs.set(key, job)
    this.#waiting.push(job)
    this.#waiting.sort((a, b) => a.source.length - b.source.length)
    this.#drop(this.#waiting.splice(maxWaiting))
    if (!this.#isRunning) void this.#run()
    return job
  }

  #drop(jobs: readonly Job[]): void {
    for (const { key, source, done } of jobs) {
      this.#jobs.delete(key)
      done.resolve(plainText(source, 'busy'))
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      const { key, source, done } = job
      const { result, isKept } = await this.#outcome(source)
      if (isKept) this.#cache.set(key, result)
      this.#jobs.delete(key)
      done.resolve(result)
    }
    this.#isRunning = false
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
