import { setImmediate as afterOthers } from 'node:timers/promises'
import { Turns } from '@plinth/bounds/turns'

/** Calls of one request that run at the same time; the others of its batch wait for their turn. */
const maxRunning = 4

const turns = new WeakMap<object, Turns>()

/** Runs the calls of one request a few at a time, in order. `request` is the context that they share. */
export function fewAtOnce<Result>(request: object, call: () => Promise<Result>): Promise<Result> {
  const known = turns.get(request)
  const own = known ?? new Turns(maxRunning)
  turns.set(request, own)
  // Reading the inputs of a whole batch at once would hold up everyone: other requests have their turn before each further call.
  return own.take(known ? () => afterOthers().then(call) : call)
}
