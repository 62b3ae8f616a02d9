import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import type { RowRule } from '@plinth/db/statement'
import { z } from 'zod'
import { mutation, query } from '../base-procedures.ts'
import { type ChangeCall, notAsItWouldBe, runChange } from '../change.ts'
import { decide } from '../pipeline/access.ts'
import type { Definition, Params, Verb } from './definition.ts'
import { findOne, keyInput } from './get.ts'
import { findPage, type ListInput, listInput } from './list.ts'
import { listRule } from './list-rule.ts'
import { setParam } from './parameters.ts'
import { unseenFinder } from './references.ts'
import { jsonReader } from './select.ts'
import { assertValidChange, assertValidNew } from './validation.ts'
import { setFollowed, writeOf } from './write-params.ts'
import { creation, deletion, updating } from './write-plans.ts'

/** An event names the row by a uuid. */
export const rowId = z.uuid()
export const version = z.int32().min(1)

/** The row that a write answered with, as it was stored with the idempotency key. */
export const storedRow = (definition: Definition) => jsonReader(definition, definition.returns)

/** Of a removal, the id is the answer. */
export const storedId = (row: unknown): { id: string } => ({ id: String(Object(row).id) })

const metaOf = (definition: Definition, verb: Verb) => ({ resource: definition, verb })

export function getVerb(definition: Definition) {
  const find = findOne(definition, Object.keys(definition.fields))
  return query(
    { rule: definition.rules.read, input: keyInput(definition), meta: metaOf(definition, 'get') },
    ({ db, input, actor, access }) => find(db, input as Params, { actor, rule: access.take() }), // by keyInput
  )
}

export function listVerb(definition: Definition) {
  const find = findPage(definition)
  const { remove } = definition.rules
  const rule = listRule(definition.rules)
  const input = listInput(definition).optional()
  return query({ rule, input, meta: metaOf(definition, 'list') }, ({ ctx, db, input: given, actor, access }) => {
    const asked = (given ?? {}) as ListInput // by listInput
    // What lies in the trash is for whoever may remove it.
    const trash = asked.isTrash ? decide(remove, actor) : true
    return find({ db, signer: ctx.signer, caller: ctx.caller, takesWritten: ctx.takesWritten }, asked, {
      actor,
      rule: bothRules(access.take(), trash),
    })
  })
}

function bothRules(one: RowRule, other: RowRule): RowRule {
  if (one === true) return other
  return other === true ? one : { op: 'and', of: [one, other] }
}

/** Inserts one row: under the `id` of the call, else under one that its values hold, else under a new one. */
export function createRow(definition: Definition) {
  const { derive } = definition.writing
  const created = creation(definition)
  const findUnseen = unseenFinder(definition)
  return async (
    call: ChangeCall,
    values: Record<string, unknown>,
    { rule, attempt, id: known }: { rule: RowRule; attempt: number; id?: string },
  ): Promise<Record<string, unknown>> => {
    const { params, checks } = writeOf(definition, values, { actor: call.actor, rule })
    const id = known ?? String(params[setParam('id')] ?? newId())
    params[setParam('id')] = id
    const derived = derive?.({ input: values, actor: call.actor, id, attempt }) ?? {}
    for (const [column, value] of Object.entries(derived)) params[setParam(column)] = value
    assertValidNew({ definition, actor: call.actor }, { values, columns: { ...derived, id } })
    try {
      return await runChange(created, call, { params, checks })
    } catch (error) {
      // There is no row to be found or not: the one that would be is against the rule.
      if (error instanceof PlinthError && error.code === 'NOT_FOUND')
        throw notAsItWouldBe(await findUnseen(call.db, params, checks))
      throw error
    }
  }
}

export function createVerb(definition: Definition) {
  const create = createRow(definition)
  const { conflicts, retry } = definition.writing
  return mutation(
    {
      rule: definition.rules.create,
      input: definition.schemas.create,
      event: `${definition.name}.created`,
      meta: metaOf(definition, 'create'),
      conflicts,
      retry,
      fromJson: storedRow(definition),
    },
    (call, { attempt }) => create(call, call.input as Record<string, unknown>, { rule: call.access.take(), attempt }), // by its schema
  )
}

/** Changes one row with `id` and `version` under a rule. Where no field is given the row stays as it is, and there is no event. */
export function updateRow(definition: Definition, event = `${definition.name}.updated`) {
  const updated = updating(definition, event, { isIdleWithout: true })
  const findUnseen = unseenFinder(definition)
  return async (
    call: ChangeCall,
    { id, version, ...values }: Record<string, unknown>,
    { rule, attempt }: { rule: RowRule; attempt: number },
  ): Promise<Record<string, unknown>> => {
    const { params, checks } = writeOf(definition, values, { actor: call.actor, rule })
    const columns = setFollowed(definition, params, { id: String(id), attempt })
    await assertValidChange(definition, call, { id: String(id), version, rule, params, values, columns })
    return runChange(updated, call, {
      params: { ...params, id, version },
      checks,
      unseen: () => findUnseen(call.db, params, checks),
    })
  }
}

export function updateVerb(definition: Definition) {
  const update = updateRow(definition)
  const { conflicts, retry } = definition.writing
  return mutation(
    {
      rule: definition.rules.update,
      input: definition.schemas.update.extend({ id: rowId, version }),
      event: `${definition.name}.updated`,
      meta: metaOf(definition, 'update'),
      conflicts,
      retry,
      fromJson: storedRow(definition),
    },
    (call, { attempt }) => update(call, call.input as Record<string, unknown>, { rule: call.access.take(), attempt }), // by its schema
  )
}

export const removeInput = z.strictObject({ id: rowId, version: version.optional() })

/** Removes one row: for good, or into the trash where the resource keeps one. */
export function removeRow(definition: Definition) {
  const { isSoft, name } = definition
  const removed = isSoft
    ? updating(definition, `${name}.removed`, { isNow: ['removedAt'], isRuledAfter: false })
    : deletion(definition, `${name}.removed`)
  return async (
    call: ChangeCall,
    { id, version }: z.output<typeof removeInput>,
    rule: RowRule,
  ): Promise<{ id: string }> => {
    const checks = isSoft ? writeOf(definition, {}, { actor: call.actor, rule }).checks : { rule }
    await runChange(removed, call, { params: { id, version }, checks })
    return { id }
  }
}

export function removeVerb(definition: Definition) {
  const remove = removeRow(definition)
  return mutation(
    {
      rule: definition.rules.remove,
      input: removeInput,
      event: `${definition.name}.removed`,
      meta: metaOf(definition, 'remove'),
      fromJson: storedId,
    },
    (call) => remove(call, call.input as z.output<typeof removeInput>, call.access.take()), // by its schema
  )
}
