import { setTimeout as delay } from 'node:timers/promises'

/** Asks until the answer is not undefined, or the deadline (of `performance.now()`) has passed; then undefined. */
export async function poll<T>(
  deadlineMs: number,
  everyMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T | undefined> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined || performance.now() >= deadlineMs) return answer
    await delay(everyMs)
  }
}
