import type { Actor } from '@plinth/core/actor'
import type { ActorRule, Rule } from '@plinth/core/rule'
import type { Scalar } from '@plinth/core/where'
import { modelOf } from '@plinth/db/where'
import { z } from 'zod'
import type { Conflicts } from '../pipeline/conflict.ts'
import { type AnyAction, actionVerb } from './action.ts'
import { assertDeclared } from './assert-declared.ts'
import { columnField } from './column-field.ts'
import { DeclarationError } from './declaration-error.ts'
import type { Definition, Field, Validate, Writing } from './definition.ts'
import { filtersOf } from './filters.ts'
import { linkVerbs } from './link.ts'
import { addNoun } from './nouns.ts'
import type { Question } from './question.ts'
import type { Columns, Creation, Declared, Fields, ModelName, Row, RuleRow, Update, WrittenRow } from './row.ts'
import { rulesOf } from './rules.ts'
import { filterSchema, inputSchema, outputSchema } from './schemas.ts'
import { tableColumns } from './table-columns.ts'
import type { Tenancy } from './tenancy.ts'
import { transitionVerb } from './transition.ts'
import { liveConflicts } from './uniques.ts'
import type {
  FilterCondition,
  LinkOptions,
  ListCondition,
  ListQuery,
  Resource,
  TransitionOptions,
} from './verb-types.ts'
import { standardProcedures } from './verbs/procedures.ts'
import type { Verbs } from './verbs/signatures.ts'

type Name<F> = keyof F & string

export interface Declaration<
  M extends ModelName,
  F extends Fields<M>,
  Keys extends keyof Columns<M> & string,
  Creates extends Name<F>,
  Updates extends Name<F>,
  Lists extends Name<F>,
  Returns extends Name<F>,
  Filters extends string,
  Sorts extends Name<F>,
  Inputs extends object,
> {
  /** The name of the feature and of its events: `articles`. */
  name: string
  model: M
  /** The tenancies by name. */
  tenancy: Tenancy
  labels: { one: string; many: string; title: Name<F> }
  /** What the resource shows. A field's schema says what may be written. */
  fields: F
  /** Unique columns by which a row may be read, beside `id`. */
  keys?: readonly Keys[]
  /**
   * Of a key that follows a field, as a slug follows a title: reads the last 12 digits of the row's id from a key. A key that finds no row finds the
   * one whose id ends so: one that the row had before. The table needs an index on `right("id"::text, 12)`.
   */
  tails?: { readonly [K in Keys]?: (key: string) => string | undefined }
  /**
   * The rule of each verb: the actors and rows that it allows. There is no default. `update` and similar verbs also
   * require the read rule; `remove` only checks its own.
   */
  rules: {
    read: Rule<RuleRow<M>>
    list?: ActorRule
    create: Rule<RuleRow<M>>
    update: Rule<RuleRow<M>>
    remove: Rule<RuleRow<M>>
    /** Who may see earlier states of a row and restore them, of those who may read it; who may update it, when not given. */
    history?: Rule<RuleRow<M>>
  }
  creates: readonly Creates[]
  updates: readonly Updates[]
  /** Fields of a list; all of them when not given. */
  lists?: readonly Lists[]
  /** Fields that the table of the data browser shows at first; the title, filters and sorts when not given. */
  columns?: readonly NoInfer<Lists>[]
  /** Fields that a write returns, as `get` shows them; all of them when not given. */
  returns?: readonly Returns[]
  /** What a list may be filtered by: fields, and fields of relations (`author.username`). */
  filters?: readonly Filters[]
  /** Further questions that a list may be narrowed by, each made with `question`. */
  questions?: { readonly [K in keyof Inputs]: Question<Inputs[K]> }
  sorts?: readonly Sorts[]
  /** The default order. */
  defaultSort?: readonly (NoInfer<Sorts> | `-${NoInfer<Sorts>}`)[]
  /** Text columns that a search looks through; similarity is measured on the first. */
  search?: readonly (keyof Columns<M> & string)[]
  /** Columns that the server sets of a new row, which gets this `id`. `attempt` is 1 when `retry` was broken by the first. */
  derive?(given: { input: Creation<M, F, Creates>; actor: Actor; id: string; attempt: number }): Partial<Columns<M>>
  /** Columns that the server sets anew whenever another one changes, by whatever verb; `attempt` as above. */
  follow?: { readonly [C in keyof Columns<M> & string]?: Following<M, C> }
  /** A unique constraint whose violation causes `derive` or `follow` to be called once more. */
  retry?: string
  /** Which broken constraint of the database is which error at which field, with a message of your own. */
  conflicts?: Conflicts
  /**
   * Checks a row as a whole: what would be created, or what a change makes of it. It answers with a message for each field that is not valid. Every way of
   * writing calls it: `create`, `update`, batches, imports, `revert`, transitions and actions. It may only read the row: it runs between two statements.
   */
  validate?: Validate<WrittenRow<M, F>, Name<F>>
  /** Removed rows go to a trash, from which they can be restored or purged; the model has a column `removedAt`. */
  removal?: 'soft'
  /**
   * Columns, or lists of columns, that are unique among the rows outside of the trash: a value that a removed row has may be given again. A partial unique
   * index makes them so; `npm run check` names one that is missing. A violation is `ALREADY_EXISTS` at the field, unless `conflicts` says otherwise.
   */
  uniqueWhileLive?: readonly LiveUnique<keyof Columns<M> & string>[]
}

type LiveUnique<Column extends string> = Column | readonly Column[]

/** The new value of a column when `of` changes in the row with this `id`. */
type Following<M extends ModelName, C extends keyof Columns<M>> = {
  [K in keyof Columns<M> & string]: {
    readonly of: K
    value(of: Columns<M>[K], at: { id: string; attempt: number }): Columns<M>[C]
  }
}[keyof Columns<M> & string]

type FilterOf<M extends ModelName, F, Name> = Name extends keyof F
  ? F[Name] extends Field<string[], string[]>
    ? { has?: string | undefined; hasEvery?: string[] | undefined }
    : Name extends keyof Columns<M>
      ? ConditionOf<NonNullable<Columns<M>[Name]>>
      : F[Name] extends { computed: object; types?: { output: infer Output } }
        ? FilterCondition<NonNullable<Output>>
        : FilterCondition<Scalar>
  : Name extends `${infer Relation}.${infer Other}`
    ? BehindRelation<F[Relation & keyof F], Other>
    : FilterCondition<Scalar>

/** Of a relation's fields only those that it shows are known by their types. */
type BehindRelation<D, Other> =
  D extends Field<infer Row, unknown>
    ? Other extends keyof NonNullable<Row>
      ? NonNullable<Row>[Other] extends readonly unknown[]
        ? ConditionOf<NonNullable<Row>[Other]>
        : FilterCondition<Scalar>
      : FilterCondition<Scalar>
    : FilterCondition<Scalar>

type ConditionOf<V> = [V] extends [readonly (infer Entry)[]] ? ListCondition<Entry> : FilterCondition<V>

/** The conditions of a list. */
type Filtering<M extends ModelName, F, Filters extends string, Inputs> = {
  [K in Filters]?: FilterOf<M, F, K> | undefined
} & { [K in keyof Inputs]?: Inputs[K] | undefined }

type Key<M extends ModelName, Keys extends keyof Columns<M>> =
  | { id: string }
  | { [K in Keys]: { [P in K]: NonNullable<Columns<M>[P]> } }[Keys]

/**
 * Declares a noun once: its fields, rules, filters and events. It returns a plain record of procedures, each compiled to one
 * statement per shape, and the definition from which REST, screens, import and export, and the access tests are built.
 * @throws Error at start when the declaration does not fit its model
 */
export function resource<
  M extends ModelName,
  const F extends Fields<M>,
  Keys extends keyof Columns<M> & string = never,
  Creates extends Name<F> = never,
  Updates extends Name<F> = never,
  Lists extends Name<F> = Name<F>,
  Returns extends Name<F> = Name<F>,
  Filters extends string = never,
  Sorts extends Name<F> = never,
  Inputs extends object = Record<never, never>,
>(
  declared: Declaration<M, F, Keys, Creates, Updates, Lists, Returns, Filters, Sorts, Inputs>,
): Resource<
  Row<M, F, Name<F>>,
  Verbs<
    Key<M, Keys>,
    Row<M, F, Name<F>>,
    Row<M, F, Lists>,
    ListQuery<Filtering<M, F, Filters, Inputs>, Sorts> | undefined,
    Creation<M, F, Creates>,
    Update<M, F, Updates>,
    Row<M, F, Returns>
  >,
  Row<M, F, Returns>,
  Update<M, F, Name<F>>
> {
  const definition = define(declared as unknown as AnyDeclaration)
  const made = {
    definition,
    verbs: standardProcedures(definition, 'verbs'),
    get trash() {
      if (!definition.isSoft) throw new Error(`${definition.name} has no trash: declare \`removal: 'soft'\`.`)
      return standardProcedures(definition, 'trash')
    },
    transition: (given: TransitionOptions) => transitionVerb(definition, given),
    action: (given: AnyAction) => actionVerb(definition, given),
    link: (given: LinkOptions) => linkVerbs(definition, given),
  }
  // The types describe what the statements select and the schemas accept; the builders' own types do not.
  return made as never
}

/** A declaration without its types. */
interface AnyDeclaration {
  name: string
  model: string
  tenancy: Tenancy
  labels: Definition['labels']
  fields: Record<string, Declared>
  keys?: string[]
  rules: Definition['rules']
  creates: string[]
  updates: string[]
  lists?: string[]
  columns?: string[]
  returns?: string[]
  filters?: string[]
  questions?: Record<string, Question>
  sorts?: string[]
  defaultSort?: string[]
  search?: string[]
  tails?: Definition['tails']
  derive: Writing['derive']
  follow?: Writing['follow']
  retry: Writing['retry']
  conflicts: Writing['conflicts']
  validate: Writing['validate']
  removal?: 'soft'
  uniqueWhileLive?: LiveUnique<string>[]
}

/** @throws DeclarationError with the resource, the mistake and the correction */
function define(declared: AnyDeclaration): Definition {
  try {
    return defined(declared)
  } catch (error) {
    throw new DeclarationError(declared.name, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function defined(declared: AnyDeclaration): Definition {
  const { name, tenancy, labels, rules, creates, updates, removal } = declared
  const model = modelOf(declared.model)
  const fields = Object.fromEntries(
    Object.entries(declared.fields).map(([field, given]) => {
      if (!isField(given) && !model.columns[field]) throw new Error(noColumn(field, declared.fields, model))
      return [field, fieldOf(field, given, model)]
    }),
  )
  const names = Object.keys(fields)
  const { lists = names, returns = names, sorts = [], search = [] } = declared
  const filters = filtersOf(fields, declared.filters ?? [])
  const { questions = {} } = declared
  const base = { fields, model }
  const liveUniques = (declared.uniqueWhileLive ?? []).map((columns) => [columns].flat())
  const whole: Omit<Definition, 'columns'> = {
    name,
    model,
    tenancy,
    labels,
    fields,
    keys: ['id', ...(declared.keys ?? [])],
    rules: rulesOf(tenancy, rules),
    tails: declared.tails ?? {},
    writing: {
      derive: declared.derive,
      follow: declared.follow ?? {},
      retry: declared.retry,
      conflicts: { ...liveConflicts({ model, fields, liveUniques, rules }), ...declared.conflicts },
      validate: declared.validate,
    },
    creates,
    updates,
    lists,
    returns,
    filters,
    questions,
    sorts,
    defaultSort: declared.defaultSort ?? [model.columns.createdAt && sorts.includes('createdAt') ? '-createdAt' : 'id'],
    search,
    isSoft: removal === 'soft',
    liveUniques,
    isVersioned: model.columns.version !== undefined,
    schemas: {
      create: inputSchema(base, creates, false),
      update: inputSchema(base, updates, true),
      filter: filterSchema({ filters, questions }),
      row: outputSchema(base, names),
      listed: outputSchema(base, lists),
      written: outputSchema(base, returns),
    },
  }
  const definition: Definition = { ...whole, columns: declared.columns ?? tableColumns(whole) }
  assertDeclared(definition)
  addNoun(definition)
  return definition
}

/** A column that was renamed or removed: the model has others, which no field names. */
function noColumn(field: string, fields: Record<string, Declared>, { name, columns }: Definition['model']): string {
  const free = Object.keys(columns).filter((column) => !fields[column])
  const others =
    free.length > 0 ? ` Columns of ${name} without a field of their name: ${free.slice(0, 10).join(', ')}.` : ''
  return `${name} has no column ${field}, which its field ${field} names.${others} If the column was renamed or removed, rename the field or take it out, wherever the feature names it; else declare what the field is.`
}

const isField = (given: Declared | undefined): given is Field =>
  typeof given === 'object' && !(given instanceof z.ZodType) && 'select' in given

function fieldOf(name: string, given: Declared, model: Definition['model']): Field {
  if (isField(given)) {
    if (given.rule && !given.isNullable) {
      throw new Error(`${name} has a rule, and reads null for others: declare it with \`isNullable: true\`.`)
    }
    return given.named?.(name, model) ?? given
  }
  const column = model.columns[name]
  if (!column) throw new Error(`${model.name} has no column ${name}.`)
  return columnField(name, column, given)
}
