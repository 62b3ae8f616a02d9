import { failureOf } from '../../client/failure.ts'
import type { Calls } from '../calls.ts'
import { addressOf } from '../names-of-rows.ts'
import type { Resource, Row, Transition } from '../types.ts'

/** A row that a verb refused, with the reason. */
export interface Refusal {
  readonly row: Row
  readonly message: string
}

/** How many times a verb succeeded, and the rows that it refused. */
export interface Outcome {
  readonly done: number
  /** The ids of rows that the verb created. */
  readonly made: readonly string[]
  readonly refusals: readonly Refusal[]
}

interface Run {
  readonly calls: Calls
  readonly labels: Resource['labels']
  readonly verb: Transition
  readonly rows: readonly Row[]
  /** The input of the verb beside the row. */
  readonly values: Readonly<Record<string, unknown>>
}

/** The row's part of the verb's input. */
function given({ hasVersion }: Transition, row: Row): { id: string; version?: number } {
  const { id, version } = addressOf(row)
  return hasVersion ? { id, version } : { id }
}

/**
 * Calls a verb for each row, one after the other: each call is a separate write, so a later failure does not undo the earlier ones.
 * @throws the failure if there is only one row, or if it is about the typed input: then no row has changed
 */
export async function runVerb({ calls, labels, verb, rows, values }: Run): Promise<Outcome> {
  const refusals: Refusal[] = []
  const made: string[] = []
  let done = 0
  for (const row of rows) {
    try {
      const { id } = Object(await calls.transition(verb.name, { ...values, ...given(verb, row) }))
      if (typeof id === 'string' && id !== row.id) made.push(id)
      done++
    } catch (error) {
      const { fields, message, code } = failureOf(error)
      const isAboutInput = done === 0 && verb.fields.some(({ name }) => Object.hasOwn(fields, name))
      if (rows.length === 1 || isAboutInput) throw error
      refusals.push({ row, message: code === 'NOT_FOUND' ? notYours(labels) : message })
    }
  }
  return { done, made, refusals }
}

/** The row is visible, so the missing permission is most likely the one to change it. */
export const notYours = ({ one }: Resource['labels']) =>
  `You may not do this with this ${one}, or it is not there any more.`

/** Whether a verb can be called with the known fields of a row. */
export const isCallable = ({ hasVersion }: Transition, row: Row): boolean =>
  !hasVersion || typeof row.version === 'number'

/** Whether it removes a row, as `users.remove` does: it looks like the standard verb of that name. */
export const isRemoval = ({ name }: Transition): boolean => name === 'remove'
