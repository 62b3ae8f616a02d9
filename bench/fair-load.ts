import { setTimeout as wait } from 'node:timers/promises'
import { type AttackName, type AttackResult, HttpClient, runAttack } from './attacks.ts'

/** The tasks that the main process sends to one side of the fairness measurement. */
export type FairTask =
  | { readonly kind: 'others'; readonly port: number; readonly seconds: number }
  | { readonly kind: 'attack'; readonly port: number; readonly name: AttackName }
  | { readonly kind: 'stop' }

export type FairResult = { readonly times: number[] } | { readonly result: AttackResult } | { readonly error: string }

/** Each side uses its own address and runs in its own process. */
const addresses = { others: '127.0.0.2', attack: '127.0.0.3' }
const perSecond = 25
const path = '/api/v1/articles?limit=20'

let stopping = new AbortController()

process.on('message', (message) => {
  // Sent only by the parent that starts this file, with the type above.
  run(message as FairTask).then(
    (result) => result && process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) } satisfies FairResult),
  )
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function run(task: FairTask): Promise<FairResult | undefined> {
  if (task.kind === 'stop') {
    stopping.abort()
    return undefined
  }
  stopping = new AbortController()
  const { port } = task
  const asker = { port, from: addresses[task.kind], signal: stopping.signal }
  if (task.kind === 'attack') return { result: await runAttack(task.name, asker) }
  return { times: await measureOthers(new HttpClient(asker), task.seconds) }
}

/** Sends requests at even intervals, regardless of how long the answers take, and returns their times in milliseconds. */
async function measureOthers(client: HttpClient, seconds: number): Promise<number[]> {
  const startMs = performance.now()
  const asked: Promise<number>[] = []
  for (let nth = 0; nth < seconds * perSecond; nth++) {
    await wait(Math.max(0, startMs + (nth * 1_000) / perSecond - performance.now()))
    asked.push(timed(client))
  }
  const times = await Promise.all(asked)
  client.close()
  return times
}

async function timed(client: HttpClient): Promise<number> {
  const startMs = performance.now()
  const { status } = await client.ask({ path })
  if (status !== 200) throw new Error(`A client that asks for a list now and then was answered ${status}.`)
  return performance.now() - startMs
}
