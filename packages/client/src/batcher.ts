import { type Call, maxUrlLength, type Sender, type Waiting } from './send.ts'

/** Sends queries: those of one tick as a batch, a single one as a plain request. */
export function createBatcher(sender: Sender, maxCalls: number): (call: Call) => Promise<unknown> {
  if (maxCalls === 1) return (call) => sender.query(call)
  let queue: Waiting[] = []

  const flush = () => {
    const waiting = queue.filter(({ call }) => !call.signal.aborted)
    queue = []
    for (let from = 0; from < waiting.length; ) {
      let to = from + 1
      while (to < waiting.length && to - from < maxCalls && fits(waiting.slice(from, to + 1))) to++
      send(waiting.slice(from, to))
      from = to
    }
  }
  const fits = (waiting: readonly Waiting[]) => sender.batchUrl(waiting.map(({ call }) => call)).length <= maxUrlLength
  const send = (waiting: readonly Waiting[]) => {
    const [first] = waiting
    if (first && waiting.length === 1) sender.query(first.call).then(first.resolve, first.reject)
    else void sender.batch(waiting)
  }

  return (call) =>
    new Promise((resolve, reject) => {
      call.signal.throwIfAborted()
      call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true })
      if (queue.length === 0) setTimeout(flush, 0)
      queue.push({ call, resolve, reject })
    })
}
