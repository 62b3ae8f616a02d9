import { setImmediate as afterOthers } from 'node:timers/promises'
import { Turns } from '@plinth/bounds/turns'

/** The number of calls of one request that run at the same time; the other calls of the batch wait for their turn. */
const maxRunning = 4

const turns = new WeakMap<object, Turns>()

/** Runs the calls of one request a few at a time, in order. `request` is the context that they share. */
export function fewAtOnce<Result>(request: object, call: () => Promise<Result>): Promise<Result> {
  const known = turns.get(request)
  const own = known ?? new Turns(maxRunning)
  turns.set(request, own)
  // Reading all inputs of a batch at once would block other requests, so they get a turn before each further call.
  return own.take(known ? () => afterOthers().then(call) : call)
}
