import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { type AttackName, type AttackResult, attacks } from './attacks.ts'
import { settle } from './data.ts'
import type { FairResult, FairTask } from './fair-load.ts'
import type { Bench } from './measure.ts'
import { watchMemory } from './memory.ts'
import { end, forkFile, nextMessage } from './processes.ts'

/** Response times in milliseconds. */
interface Times {
  readonly p50Ms: number
  readonly p99Ms: number
}

/** The response times of other clients while one client sends expensive requests. */
export interface FairFigures {
  /** Without any other client. */
  readonly alone: Times
  readonly beside: readonly ({ readonly about: string; readonly memoryMb: number } & Times & AttackResult)[]
}

const aloneSeconds = 3
const besideSeconds = 6
const names = Object.keys(attacks) as AttackName[] // its own keys

async function taskOf(child: ChildProcess, task: FairTask): Promise<FairResult> {
  child.send(task)
  const result = (await nextMessage(child)) as FairResult // fair-load.ts answers each task with this type
  if ('error' in result) throw new Error(result.error)
  return result
}

/** Requests a list 25 times a second from one address, first alone and then beside each attack from another address. */
export async function measureFair({ servers: { plinth }, client, rounds }: Bench): Promise<FairFigures> {
  const { port, pid } = plinth
  const [others, attacker] = await Promise.all([forkFile('fair-load.ts'), forkFile('fair-load.ts')])
  const ask = async (seconds: number) => {
    const result = await taskOf(others.child, { kind: 'others', port, seconds })
    return 'times' in result ? result.times : []
  }
  const alone: number[] = []
  const beside = new Map(
    names.map((name) => [name, { times: [] as number[], memoryMb: 0, results: [] as AttackResult[] }]),
  )
  await ask(aloneSeconds) // warms up
  // Two rounds take less than two minutes.
  for (let round = 0; round < Math.min(rounds, 2); round++) {
    for (const [name, figures] of beside) {
      alone.push(...(await ask(aloneSeconds)))
      const memory = watchMemory(pid)
      const attack = taskOf(attacker.child, { kind: 'attack', port, name })
      figures.times.push(...(await ask(besideSeconds)))
      attacker.child.send({ kind: 'stop' } satisfies FairTask)
      const ended = await attack
      if ('result' in ended) figures.results.push(ended.result)
      figures.memoryMb = Math.max(figures.memoryMb, memory.end().mostMb)
      await untilQuiet(client)
      await settle(client)
    }
  }
  await Promise.all([end(others.child), end(attacker.child)])
  return {
    alone: timesOf(alone),
    beside: [...beside].map(([name, { times, memoryMb, results }]) => ({
      about: attacks[name].about,
      memoryMb,
      ...timesOf(times),
      ...sum(results),
    })),
  }
}

/** Waits until the server has finished the outstanding requests. */
async function untilQuiet(client: pg.Client): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const { rows } = await client.query(
      `select from pg_stat_activity where application_name = 'plinth' and state <> 'idle'`,
    )
    quiet = rows.length === 0 ? quiet + 1 : 0
    await wait(100)
  }
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}

function sum(results: readonly AttackResult[]): AttackResult {
  const statuses: Record<number, number> = {}
  for (const result of results) {
    for (const [status, count] of Object.entries(result.statuses)) {
      statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count
    }
  }
  return { statuses, bytes: results.reduce((bytes, result) => bytes + result.bytes, 0) }
}
