import { parseArgs } from 'node:util'
import { workloads } from './workloads.ts'

export interface Flags {
  rounds: number
  seconds: number
  /** Names of the workloads and of the additional measurements. */
  only: readonly string[]
  jsonFile: string | undefined
  profileDir: string | undefined
  isQuick: boolean
}

/** Measurements that do not involve the floor. */
const alone = ['places', 'fair', 'transfer', 'start'] as const

const names = [...workloads.map(({ name }) => name), ...alone]

const usage = `npm run bench -- [--quick] [--json FILE] [--only NAME,…] [--rounds N] [--seconds N] [--profile DIR]
  --quick    within a minute, and rough
  --json     writes all figures to FILE
  --only     some of what is measured: ${names.join(', ')}
  --rounds   how often each is measured, 3 to 20 (5)
  --seconds  how long one slice takes, 0.2 to 20 (2.5)
  --profile  writes a CPU profile of the server to DIR; its figures then include the profiler`

/** @throws Error with the usage */
export function readFlags(args: string[]): Flags {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        only: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        profile: { type: 'string' },
      },
    })
    const only = values.only?.split(',') ?? names
    const unknown = only.find((name) => !names.includes(name))
    if (unknown !== undefined) throw new Error(`There is no workload '${unknown}'.`)
    return {
      rounds: within('--rounds', values.rounds ?? (values.quick ? 3 : 5), [3, 20]),
      seconds: within('--seconds', values.seconds ?? (values.quick ? 0.5 : 2.5), [0.2, 20]),
      only,
      jsonFile: values.json,
      profileDir: values.profile,
      isQuick: values.quick,
    }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

function within(name: string, given: string | number, [min, max]: readonly [number, number]): number {
  const value = Number(given)
  if (value >= min && value <= max) return value
  throw new Error(`${name}: expected a number from ${min} to ${max}, got '${given}'.`)
}
