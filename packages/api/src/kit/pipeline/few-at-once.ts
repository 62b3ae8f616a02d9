import { Turns } from '@plinth/platform/turns/turns'

/** Calls of one request that run at the same time; the others of its batch wait for their turn. */
const maxRunning = 4

const turns = new WeakMap<object, Turns>()

/** Runs the calls of one request a few at a time, in order. `request` is the context that they share. */
export function fewAtOnce<Result>(request: object, call: () => Promise<Result>): Promise<Result> {
  const own = turns.get(request) ?? new Turns(maxRunning)
  turns.set(request, own)
  return own.take(call)
}
