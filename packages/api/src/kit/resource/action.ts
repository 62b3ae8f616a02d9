import { PlinthError } from '@plinth/core/errors'
import type { TransactionDatabase } from '@plinth/db/database'
import type { Executor } from '@plinth/db/executor'
import { z } from 'zod'
import { type DatabaseCall, mutation } from '../base-procedures.ts'
import { runChange } from '../change.ts'
import { decide } from '../pipeline/access.ts'
import { constraintError } from '../pipeline/conflict.ts'
import { invalidInput } from '../pipeline/invalid-input.ts'
import { retried } from '../pipeline/retried.ts'
import { explainTaken, noteRefused } from '../pipeline/taken.ts'
import type { ActionOptions, ActionWork } from './action-types.ts'
import { createRow } from './create-row.ts'
import type { Definition, Params } from './definition.ts'
import { findOne } from './find-one.ts'
import { assertOwnVerb } from './own-verb.ts'
import { perDefinition } from './per-definition.ts'
import { removeRow } from './remove-row.ts'
import { removal as removalInput, rowAddress } from './row-address.ts'
import { readState } from './row-states.ts'
import { verbRule } from './rules.ts'
import { updateRow } from './update-row.ts'
import { assertValidChange } from './validation.ts'
import { setFollowed, valuesOf } from './write-params.ts'
import { updating } from './write-plans.ts'

/** The options without their types. */
export type AnyAction = ActionOptions<Params, Params, z.ZodObject | undefined, Params>

type AnyWork = ActionWork<Params, Params, Params>
type Call = Omit<DatabaseCall<unknown>, 'access' | 'input' | 'db'> & { readonly db: TransactionDatabase }

/**
 * A verb of one row whose work is a function: it reads the row under the rule and with the version that the client has read, does its work, and then
 * changes the row with one event. @throws Error at start when its input names `id` or `version`
 */
export function actionVerb(definition: Definition, { verb, event, rule, input, run }: AnyAction) {
  assertOwnVerb(definition, verb)
  const { name, fields, writing } = definition
  const own = input ?? z.strictObject({})
  for (const key of Object.keys(rowAddress.shape))
    if (key in own.shape) throw new Error(`${name}.${verb} takes ${key} by itself: leave it out of its input.`)
  const type = `${name}.${event}`
  const find = findOne(definition, Object.keys(fields))
  const changed = updating(definition, type, { isRuledAfter: false })
  const meta = { resource: definition, verb }
  const { conflicts, retry } = writing
  return mutation(
    {
      rule: verbRule(definition, rule),
      input: own.extend(rowAddress.shape),
      event: type,
      meta,
      conflicts,
      retry,
    },
    (call, { attempt }) => {
      const { id, version, ...given } = call.input as Params & { id: string; version: number } // by its schema
      const access = call.access.take()
      return call.db.transaction(async (db: TransactionDatabase) => {
        const within = { ...call, db }
        const row = await find(db, { id }, { actor: call.actor, rule: access })
        // Where the resource does not show the version, the statement refuses a stale one.
        if (row.version !== undefined && row.version !== version) throw new PlinthError('CONFLICT')
        const values: Params = {}
        const own = watched(db)
        await run({
          row,
          input: given,
          actor: call.actor,
          db: own,
          access: call.access,
          set: (more) => void Object.assign(values, more),
          ...writesOf(within),
        })
        if (own.isUsed && (await readState(db, definition, { id }))?.isOurs)
          throw new Error(
            `${name}.${verb} has changed its row by a statement or by a verb, which its event does not tell: call set() with the fields.`,
          )
        assertSettable(definition, verb, values)
        const { params, checks } = valuesOf(definition, values, call.actor)
        const columns = setFollowed(definition, params, { id, attempt })
        await assertValidChange(definition, within, { id, version, rule: access, params, values, columns })
        const all = { ...params, id, version }
        return noteRefused({ definition, params: all }, () =>
          runChange(changed, within, { params: all, checks: { ...checks, rule: access } }),
        )
      })
    },
  )
}

interface Watched extends Executor {
  readonly isUsed: boolean
}

/** The executor of a transaction without the rest of it, and whether it was used. */
function watched(db: Executor): Watched {
  let isUsed = false
  return {
    get isUsed() {
      return isUsed
    },
    query(prepared) {
      isUsed = true
      return db.query(prepared)
    },
  }
}

function assertSettable({ name, fields }: Definition, verb: string, values: Params): void {
  const unknown = Object.keys(values).find((field) => !fields[field]?.store && !fields[field]?.target)
  if (unknown !== undefined)
    throw new Error(
      `${name}.${verb} sets ${unknown}, which cannot be written: expected a field with a column, or names.`,
    )
}

const creating = perDefinition(createRow)
const changing = perDefinition((noun) => updateRow(noun))
const removing = perDefinition(removeRow)

/** The verbs of other nouns, within the transaction of an action. */
function writesOf({ ctx, db, actor }: Call): Pick<AnyWork, 'create' | 'update' | 'remove'> {
  const call = { ctx, db, actor }
  const write = async <Result>(noun: Definition, change: (attempt: number) => Promise<Result>) =>
    // A failed statement aborts the transaction, unless a savepoint precedes it.
    retried(noun.writing.retry, (attempt) => db.attempt(() => change(attempt))).catch(async (error: unknown) => {
      throw constraintError(await explainTaken(db, actor, error), noun.writing.conflicts ?? {})
    })
  // A noun's definition is what its type says; its answers are those of its verbs.
  return {
    create: async ({ definition }, values) => {
      const noun = definition as Definition
      const given = parsed(noun.schemas.create, values)
      const rule = decide(noun.rules.create, actor)
      return (await write(noun, (attempt) => creating(noun)(call, given, { rule, attempt }))) as never
    },
    update: async ({ definition }, values) => {
      const noun = definition as Definition
      const given = parsed(noun.schemas.update.extend(rowAddress.shape), values)
      const rule = decide(noun.rules.update, actor)
      return (await write(noun, (attempt) => changing(noun)(call, given, { rule, attempt }))) as never
    },
    remove: async ({ definition }, removal) => {
      const noun = definition as Definition
      const given = parsed(removalInput, removal)
      const rule = decide(noun.rules.remove, actor)
      await write(noun, () => removing(noun)(call, given, rule))
    },
  }
}

/** @throws PlinthError `INVALID_INPUT` */
function parsed<Schema extends z.ZodObject>(schema: Schema, values: unknown): z.output<Schema> {
  const checked = schema.safeParse(values)
  if (checked.success) return checked.data
  throw invalidInput(checked.error)
}
