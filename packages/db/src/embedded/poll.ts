import { setTimeout as delay } from 'node:timers/promises'

/** Calls a function until its result is not undefined; returns undefined once the deadline (of `performance.now()`) has passed. */
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
