import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { definitions, verbOf } from '../definitions.ts'
import type { Verb } from '../kit/resource/verbs/verb.ts'
import { procedures } from '../transports/procedures.ts'
import { holds, tableRows } from './rule-oracle.ts'
import { callLine, missing, samplesOf } from './sample-file.ts'
import type { Outcome, Sample } from './samples.ts'
import type { TestServer } from './test-server.ts'

/** One call of a procedure. Each procedure has at least one. */
export interface EveryCall {
  /** `articles.get (draft)`: the path, followed by words in parentheses where a procedure has several calls. */
  readonly key: string
  readonly path: string
  readonly noun: string
  /** The standard verb that the procedure implements; undefined for a procedure written by a feature. */
  readonly verb: Verb | undefined
  readonly rule: Rule
  readonly event: string | undefined
  readonly needsProof: boolean
  readonly isWrite: boolean
  readonly sample: Sample
}

/** A call of every procedure of the router, from the samples of its noun and from its definition. */
export const everyCall: readonly EveryCall[] = [...procedures].flatMap(([path, procedure]) => {
  const [noun = '', name = ''] = path.split('.')
  const { meta, type } = procedure._def
  if (!meta) throw new Error(`${path} was not made by the kit.`)
  const calls: Readonly<Record<string, Sample | undefined>> = samplesOf(noun).calls ?? {}
  const keys = Object.keys(calls).filter((key) => key === name || key.startsWith(`${name} (`))
  return (keys.length > 0 ? keys : [name]).map((key) => ({
    key: `${noun}.${key}`,
    path,
    noun,
    verb: verbOf(procedure),
    rule: meta.rule,
    event: meta.event,
    needsProof: meta.proof !== undefined,
    isWrite: type === 'mutation',
    sample: calls[key] ?? {},
  }))
})

/** The first call of a procedure. @throws Error when no call has this path */
export function firstCall(path: string): EveryCall {
  const found = everyCall.find((call) => call.path === path)
  if (!found) throw new Error(`There is no procedure ${path}.`)
  return found
}

/** The outcome of a call for an actor, by its rule and the row that its input names. */
export async function ruledOutcome(
  server: TestServer,
  { key, path, noun, verb, rule }: EveryCall,
  { actor, input }: { actor: Actor; input: unknown },
): Promise<Outcome> {
  const said = normalise(rule(actor))
  if (said === false) return actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN'
  // A verb without a row reads the rows that the actor may see, or creates rows.
  if (said === true || verb?.rows === 'none') return 'OK'
  const model = definitions[noun]?.model
  const [item] = [Object(input).items].flat()
  const named = Object.entries(Object(item ?? input))
  const [column, value] = named.find(([name]) => definitions[noun]?.keys.includes(name)) ?? []
  if (!model || column === undefined) {
    const says = 'outcomes: [anonymous, stranger, author, operator, program]'
    throw missing(
      noun,
      `The rule of ${path} is about rows, and no field of its input names one.`,
      callLine(noun, key, says),
    )
  }
  const row = (await tableRows(server, model)).find((one) => one[column] === value)
  return row && (await holds(server, said, { model, row })) ? 'OK' : 'NOT_FOUND'
}
