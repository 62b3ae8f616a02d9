import { Connection } from './client.ts'
import { pick, randomFrom } from './random.ts'
import { type Question, requestOf, type Target } from './targets.ts'
import { type Draw, type Workload, workloads } from './workloads.ts'

/** The task that the main process sends to the load generator. */
export interface LoadTask {
  target: Target
  port: number
  /** The name of a workload, or questions to draw from. */
  workload: string | readonly Question[]
  seed: number
  connections: number
  /** The duration; 0 for a single request whose answer is returned. */
  seconds: number
}

export interface LoadResult {
  requests: number
  /** Milliseconds until the last answer arrived. */
  elapsedMs: number
  p50Ms: number
  p99Ms: number
  failures: number
  /** The first unsuccessful answer, or the answer to a single request. */
  sample: { status: number; body: string } | undefined
}

// A separate process, so that its cost is not counted. It remembers the versions of changed articles across all slices.
process.on('message', (task) => {
  // Sent only by the parent that starts this file, with the type above.
  run(task as LoadTask).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

function questionsOf(workload: LoadTask['workload']): Pick<Workload, 'next'> {
  if (typeof workload !== 'string') {
    return { next: ({ random }) => workload[pick(random, workload.length)] as Question } // there is at least one
  }
  const known = workloads.find(({ name }) => name === workload)
  if (!known) throw new Error(`There is no workload '${workload}'.`)
  return known
}

async function run({ target, port, workload, seed, connections, seconds }: LoadTask): Promise<LoadResult> {
  const { next } = questionsOf(workload)
  const times: number[] = []
  let failures = 0
  let sample: LoadResult['sample']

  async function ask(client: Connection, draw: Draw): Promise<void> {
    const question = next(draw)
    const startMs = performance.now()
    const answer = await client.send(requestOf(target, question, port))
    times.push(performance.now() - startMs)
    const isSuccess = answer.status >= 200 && answer.status < 300
    if (isSuccess) question.onSuccess?.()
    else failures++
    if (!isSuccess || seconds === 0) sample ??= { status: answer.status, body: answer.body() }
  }

  const clients = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)))
  const startMs = performance.now()
  const endMs = startMs + seconds * 1_000
  try {
    await Promise.all(
      clients.map(async (client, connection) => {
        const draw = { random: randomFrom(seed + connection), connection, connections }
        do await ask(client, draw)
        while (performance.now() < endMs)
      }),
    )
  } finally {
    for (const client of clients) client.close()
  }
  const elapsedMs = performance.now() - startMs
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
  return { requests: times.length, elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99), failures, sample }
}
