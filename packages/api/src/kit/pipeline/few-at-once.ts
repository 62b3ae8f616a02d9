/** Calls of one request that run at the same time; the others of its batch wait for their turn. */
const maxRunning = 4

interface Running {
  count: number
  readonly waiting: (() => void)[]
}

const running = new WeakMap<object, Running>()

/** Runs the calls of one request a few at a time, in order. `request` is the context that they share. */
export async function fewAtOnce<Result>(request: object, call: () => Promise<Result>): Promise<Result> {
  const state = running.get(request) ?? { count: 0, waiting: [] }
  running.set(request, state)
  if (state.count < maxRunning) state.count++
  else await new Promise<void>((resolve) => state.waiting.push(resolve))
  try {
    return await call()
  } finally {
    const next = state.waiting.shift()
    if (next) next()
    else state.count--
  }
}
