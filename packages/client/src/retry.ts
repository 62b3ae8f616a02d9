import { isPlinthError } from './errors.ts'

const firstWaitMs = 200
const longestWaitMs = 5_000

/**
 * Retries calls that failed temporarily: no connection, too many attempts, or a server that is currently unavailable. The wait doubles each
 * time and is shortened by a random part, so that many clients do not retry at once; it lasts as long as the server requires, if that is longer.
 * No wait begins that would end after `endMs`.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { retries, signal, endMs }: { retries: number; signal: AbortSignal; endMs: number },
): Promise<T> {
  for (let nth = 0; ; nth++) {
    try {
      return await attempt()
    } catch (error) {
      if (nth >= retries || signal.aborted || !isWorthRetrying(error)) throw error
      const ownMs = Math.min(firstWaitMs * 2 ** nth, longestWaitMs) * (0.5 + Math.random() / 2)
      const waitMs = Math.max(ownMs, (retryAfterOf(error) ?? 0) * 1_000)
      if (performance.now() + waitMs > endMs) throw error
      await wait(waitMs, signal)
    }
  }
}

function isWorthRetrying(error: unknown): boolean {
  if (!isPlinthError(error)) return false
  return error.status === 0 ? error.code === 'UNREACHABLE' : [429, 502, 503, 504].includes(error.status)
}

const retryAfterOf = (error: unknown) => (isPlinthError(error) ? error.retryAfterSeconds : undefined)

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
