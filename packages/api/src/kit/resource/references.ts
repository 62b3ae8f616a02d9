import type { Actor } from '@plinth/core/actor'
import { normalise, type Predicate } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import type { Definition, Field, Params } from './definition.ts'
import { setParam } from './parameters.ts'

/** The check of a reference's target. */
const connectCheck = (name: string) => `connect ${name}`

interface Reference {
  name: string
  column: string
  target: NonNullable<Field['target']>
}

/** The fields by which a write may refer to rows of other nouns. */
const referring = ({ fields }: Definition): Reference[] =>
  Object.entries(fields).flatMap(
    ([
      name,
      {
        target,
        columns: [column],
        input,
      },
    ]) => (target && input && column !== undefined ? [{ name, column, target }] : []),
  )

/** The read rules of the targets of these references; `isGiven` says which columns a write sets. */
export function referenceChecks(
  definition: Definition,
  isGiven: (column: string) => boolean,
  actor: Actor,
): Record<string, boolean | Predicate> {
  const given = referring(definition).filter(({ column }) => isGiven(column))
  return Object.fromEntries(
    given.map(({ name, target }) => [connectCheck(name), normalise(target.definition.rules.read(actor))]),
  )
}

/** For each reference that a write sets, whether its row exists, is not in the trash, and is visible to the actor. */
export function references<P extends Params>(
  q: Build<P>,
  definition: Definition,
  valueFor: (column: string) => Expression<unknown> | undefined,
): { name: string; isSeen: Expression<unknown> }[] {
  return referring(definition).flatMap(({ name, column, target: { definition: other } }) => {
    const value = valueFor(column)
    if (!value) return []
    const alias = connectCheck(name)
    const row = tableRow(other.model.table, alias)
    const isThere = fragment.and([
      fragment`${row.column('id')} = ${value}`,
      q.check(alias, row),
      other.isSoft && fragment`${row.column('removedAt')} is null`,
    ])
    const isSeen = fragment`(${value} is null or exists (select from ${fragment.table(other.model.table, alias)} where ${isThere}))`
    return [{ name, isSeen }]
  })
}

/** The names of the references that are not seen, as a list of texts. */
export const unseenNames = (all: ReturnType<typeof references>): Expression<unknown> =>
  fragment`array_remove(array[${fragment.list([
    fragment`null::text`,
    ...all.map(({ name, isSeen }) => fragment`case when ${isSeen} is not true then ${fragment.constant(name)} end`),
  ])}], null)`

/** Finds out which references of a refused write are the reason; asked after the refusal, because few writes are refused. */
export function unseenFinder(definition: Definition) {
  const find = statement<Params, { names: string[] }>(
    (q) => {
      const set = references(q, definition, (column) =>
        q.has(setParam(column)) ? fragment`${q.param(setParam(column))}::uuid` : undefined,
      )
      return fragment.statement<{ names: string[] }>`select ${unseenNames(set)} as "names"`
    },
    { isOpen: true },
  )
  return async (db: Executor, params: Params, checks: Record<string, boolean | Predicate>): Promise<string[]> => {
    const given = referring(definition).filter(({ column }) => params[setParam(column)] !== undefined)
    if (given.length === 0) return []
    const pick = <Value>(names: readonly string[], from: Readonly<Record<string, Value>>) =>
      Object.fromEntries(names.map((name) => [name, from[name] as Value])) // given, as their columns are
    const [found] = await find.run(
      db,
      pick(
        given.map(({ column }) => setParam(column)),
        params,
      ),
      pick(
        given.map(({ name }) => connectCheck(name)),
        checks,
      ),
    )
    return found?.names ?? []
  }
}
