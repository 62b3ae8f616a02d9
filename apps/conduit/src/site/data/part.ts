import { type Failure, failureOf } from './failure.ts'

/** One of the things that a page shows: loaded, failed, both (an older value whose reload failed), or neither yet. */
export interface Part<T> {
  readonly value: T | null
  readonly failure: Failure | null
}

/** All that a page shows. */
export type Parts = Readonly<Record<string, Part<unknown>>>

export const waiting: Part<never> = { value: null, failure: null }

export async function part<T>(value: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await value, failure: null }
  } catch (error) {
    return { value: null, failure: failureOf(error) }
  }
}

/** The part with its value changed; a part without a value stays as it is. */
export function changed<T>(old: Part<T>, change: (value: T) => T): Part<T> {
  return old.value === null ? old : { ...old, value: change(old.value) }
}

/** The result of a reload, with the old value where the reload failed. */
export function renewed(old: Parts, fresh: Parts): Parts {
  const names = Object.entries(fresh)
  return Object.fromEntries(
    names.map(([name, next]) => {
      const isGone = next.failure?.status === 404
      return [name, next.value === null && !isGone ? { ...next, value: old[name]?.value ?? null } : next]
    }),
  )
}
