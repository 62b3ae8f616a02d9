import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import type { Predicate } from '@plinth/core/where'
import { notAsItWouldBe } from '../../kit/change.ts'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { followed } from '../../kit/resource/followed.ts'
import { trashChecks } from '../../kit/resource/trash-seen.ts'
import { uniquesOf } from '../../kit/resource/uniques.ts'
import { assertValidNew } from '../../kit/resource/validation.ts'
import { takeKeys, withoutConflicts, withoutFoundEarlier } from './check-rows.ts'
import { findConflicts, manyCreation } from './create-plan.ts'
import type { Existing } from './key-finder.ts'
import { type MatchedRow, matcher } from './match.ts'
import { checked, derived, problemOf, type Row, type RowProblem, stored } from './prepare.ts'
import { relationFinder } from './related.ts'
import { rowPath } from './row-path.ts'
import { manyUpdate } from './update-plan.ts'
import {
  byShape,
  checksFor,
  conflictOf,
  manyParams,
  type Outcome,
  type Ready,
  refusalOf,
  type Writer,
  writeHalving,
} from './writer.ts'

export interface WriteRules {
  readonly create: true | Predicate
  readonly update: true | Predicate
}

export interface Matching {
  /** The unique field that finds existing rows; without it every row is new. */
  readonly by: string | undefined
  readonly found: 'update' | 'skip'
}

/**
 * Writes rows of a file into a resource with its schemas, rules, constraints and events, as its own verbs do; many rows in one statement
 * if the fields allow it.
 */
export function rowsWriter(definition: Definition, { by, found: onFound }: Matching) {
  const { schemas, creates, updates, fields } = definition
  const creation = manyCreation(definition)
  const conflicts = findConflicts(definition)
  const inTrash = (actor: Actor) => (definition.isSoft ? trashChecks(definition, actor) : undefined)
  const uniques = new Map(uniquesOf(definition).map((unique) => [unique.constraint, unique]))
  const updated = manyUpdate(definition, `${definition.name}.updated`)
  const single = rowPath(definition)
  const findRelations = relationFinder(definition)
  const match = by === undefined ? undefined : matcher(definition, by)
  const isSingle = (values: Record<string, unknown>) => Object.keys(values).some((name) => fields[name]?.steps)
  // A change is validated against the current row.
  const isSingleChange = (values: Record<string, unknown>) =>
    definition.writing.validate !== undefined || isSingle(values)

  const createAll = async (writer: Writer, rows: readonly Ready[], { rule, outcome }: Work) => {
    const fail = ({ row }: Ready, problem: RowProblem) => outcome.problems.push({ row, problem })
    const one = async (ready: Ready) => {
      try {
        await single.create(writer, { nth: ready.row.nth, values: ready.values }, rule)
        outcome.created++
      } catch (error) {
        fail(ready, await refusalOf(writer, error))
      }
    }
    for (const ready of rows.filter(({ values }) => isSingle(values))) await one(ready)
    for (const group of byShape(rows.filter(({ values }) => !isSingle(values)))) {
      await allowed({ writer, group }, { rule, outcome }, (checks) =>
        writeHalving(writer, group, {
          fail,
          write: async (part) => {
            const params = manyParams(writer, part)
            const left = await creation.run(writer.db, params, checks)
            if (left.length === 0) {
              outcome.created += part.length
              return
            }
            const missing = new Map(left.map((each) => [each.n, each]))
            const inTheWay = part.filter(({ row }) => missing.get(row.nth)?.isAllowed === true)
            const found =
              inTheWay.length === 0
                ? []
                : await conflicts.run(writer.db, manyParams(writer, inTheWay), inTrash(writer.actor))
            const reasons = new Map(found.map((row) => [row.n, row]))
            outcome.created += part.length - left.length
            for (const ready of part) {
              const notCreated = missing.get(ready.row.nth)
              if (!notCreated) continue
              if (!notCreated.isAllowed) {
                fail(ready, problemOf(notAsItWouldBe(notCreated.unseen)))
                continue
              }
              const { conflicts: [constraint] = [], trashed = [] } = reasons.get(ready.row.nth) ?? {}
              const unique = uniques.get(constraint ?? '')
              if (!unique || unique.constraint === definition.writing.retry) await one(ready)
              else fail(ready, conflictOf(writer, unique, trashed.includes(unique.constraint)))
            }
          },
        }),
      )
    }
  }

  const updateAll = async (writer: Writer, rows: readonly Changing[], { rule, outcome }: Work) => {
    const fail = ({ row }: Ready, problem: RowProblem) => outcome.problems.push({ row, problem })
    const one = async ({ row, values, existing }: Changing) => {
      try {
        if (await single.update(writer, { nth: row.nth, values, existing }, rule)) outcome.updated++
        else outcome.unchanged++
      } catch (error) {
        outcome.problems.push({ row, problem: await refusalOf(writer, error) })
      }
    }
    for (const ready of rows.filter(({ values }) => isSingleChange(values))) await one(ready)
    for (const group of byShape(rows.filter(({ values }) => !isSingleChange(values)))) {
      await allowed({ writer, group }, { rule, outcome }, (checks) =>
        writeHalving<Changing>(writer, group, {
          fail,
          again: one,
          write: async (part) => {
            const at = part.map((ready) => ({ ...ready, at: { id: ready.existing.id } }))
            const results = await updated.run(writer.db, manyParams(writer, at), checks)
            const byNumber = new Map(part.map((ready) => [ready.row.nth, ready]))
            for (const { n, isFound, isAllowed, unseen, isSame, isChanged } of results) {
              const ready = byNumber.get(n)
              if (!ready) continue
              if (isChanged) outcome.updated++
              else if (isFound && isSame) outcome.unchanged++
              else fail(ready, isFound && isAllowed ? changedMeanwhile : problemOf(notAsItWouldBe(unseen)))
            }
          },
        }),
      )
    }
  }

  const writeDistinct = async (
    writer: Writer,
    rows: readonly MatchedRow[],
    { rules, outcome }: { rules: WriteRules; outcome: Outcome },
  ) => {
    const existing = match ? await match.find(writer, rows) : new Map<string, Existing>()
    const { seen } = writer
    const own = seen && { writer, seen }
    const isThere = ({ key }: MatchedRow) => key !== undefined && existing.has(key)
    const options = { by: by ?? 'id', isSkipped: onFound === 'skip', outcome }
    const left = own
      ? [
          ...rows.filter(isThere),
          ...(await withoutFoundEarlier(
            own,
            rows.filter((row) => !isThere(row)),
            options,
          )),
        ]
      : rows
    const fresh: Ready[] = []
    const known: Changing[] = []
    for (const { row, key, values: read } of left) {
      const found = key === undefined ? undefined : existing.get(key)
      try {
        if (found && onFound === 'skip') outcome.unchanged++
        else if (found) {
          const values = checked(schemas.update, updates, row.given)
          if (Object.keys(values).length === 0) outcome.unchanged++
          else {
            const columns = stored(definition, values)
            known.push({
              row,
              values,
              columns: { ...columns, ...followed(definition, columns, found) },
              existing: found,
            })
          }
        } else {
          const values = read ?? checked(schemas.create, creates, row.given)
          fresh.push({ row, values, columns: newColumns(definition, values, writer) })
        }
      } catch (error) {
        outcome.problems.push({ row, problem: problemOf(error) })
      }
    }
    const ofNew = { ownerOf: ({ columns }: Ready) => String(columns.id), outcome }
    const ofKnown = { ownerOf: (row: Changing) => row.existing.id, outcome }
    const creating = own ? await withoutConflicts(own, fresh, ofNew) : fresh
    const changing = own ? await withoutConflicts(own, known, ofKnown) : known
    await createAll(writer, creating, { rule: rules.create, outcome })
    await updateAll(writer, changing, { rule: rules.update, outcome })
    if (own) takeKeys(own, creating, ofNew)
    if (own) takeKeys(own, changing, ofKnown)
  }

  return async (writer: Writer, rows: readonly Row[], rules: WriteRules): Promise<Outcome> => {
    const outcome: Outcome = { created: 0, updated: 0, unchanged: 0, problems: [] }
    const matched: MatchedRow[] = []
    const { rows: related, problems } = await findRelations(writer, rows)
    outcome.problems.push(...problems)
    for (const row of related) {
      try {
        matched.push(match ? match.keyOf(row, writer.actor) : { row, key: undefined })
      } catch (error) {
        outcome.problems.push({ row, problem: problemOf(error) })
      }
    }
    const groups = await match?.groups(writer, matched)
    for (const distinct of distinctRuns(matched, groups ?? new Map()))
      await writeDistinct(writer, distinct, { rules, outcome })
    return outcome
  }
}

/** Splits rows into runs without duplicate keys: the second row with a key must find what the first one wrote. */
function distinctRuns(rows: readonly MatchedRow[], groups: ReadonlyMap<string, string>): MatchedRow[][] {
  const runs: MatchedRow[][] = []
  let keys = new Set<string>()
  for (const row of rows) {
    const group = row.key === undefined ? undefined : groups.get(row.key)
    if (runs.length === 0 || (group !== undefined && keys.has(group))) {
      runs.push([])
      keys = new Set()
    }
    if (group !== undefined) keys.add(group)
    runs.at(-1)?.push(row)
  }
  return runs
}

interface Work {
  readonly rule: true | Predicate
  readonly outcome: Outcome
}

interface Changing extends Ready {
  readonly existing: Existing
}

/** Continues with the predicates of a group, unless the actor may not write one of its fields. */
async function allowed(
  { writer, group }: { writer: Writer; group: readonly Ready[] },
  { rule, outcome }: Work,
  go: (checks: ReturnType<typeof checksFor>) => Promise<void>,
): Promise<void> {
  let checks: ReturnType<typeof checksFor>
  try {
    checks = checksFor(writer, rule, group[0]?.values ?? {})
  } catch (error) {
    const problem = problemOf(error)
    for (const { row } of group) outcome.problems.push({ row, problem })
    return
  }
  await go(checks)
}

/** @throws PlinthError `INVALID_INPUT` when `validate` of the resource refuses the row */
function newColumns(definition: Definition, values: Record<string, unknown>, { actor }: Writer): Params {
  const id = newId()
  const made = derived(definition, values, { actor, id })
  assertValidNew({ definition, actor }, { values, columns: { ...made, id } })
  return { id, ...stored(definition, values), ...made }
}

const changedMeanwhile: RowProblem = {
  code: 'CONFLICT',
  message: 'It was changed by someone else just now.',
  field: null,
}
