import { isPlinthError } from './errors.ts'

const firstWaitMs = 200
const longestWaitMs = 5_000

/**
 * Tries again what failed on the way: no connection, too many attempts, a server that cannot answer just now. It waits twice as long each
 * time, by a random part less, so that many clients do not come back at once; or as long as the server says, if that is longer.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { retries, signal }: { retries: number; signal: AbortSignal },
): Promise<T> {
  for (let nth = 0; ; nth++) {
    try {
      return await attempt()
    } catch (error) {
      if (nth >= retries || signal.aborted || !isWorthRetrying(error)) throw error
      const waitMs = Math.min(firstWaitMs * 2 ** nth, longestWaitMs) * (0.5 + Math.random() / 2)
      await wait(Math.max(waitMs, (retryAfterOf(error) ?? 0) * 1_000), signal)
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
