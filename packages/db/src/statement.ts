import { createHash } from 'node:crypto'
import type { Predicate } from '@plinth/core/where'
import {
  type Compilable,
  DummyDriver,
  type Expression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SqlBool,
  sql,
} from 'kysely'
import type { Executor, Prepared } from './executor.ts'
import type { DB } from './generated/kysely/types.ts'
import { openNames } from './open-names.ts'
import { ShapeCache } from './shape-cache.ts'
import { compilePredicate, type RowSource, shapeOf, tableRow, valuesOf } from './where.ts'

/** Builds SQL but never runs it: the executor does. */
export const builder = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

export type { Executor, Prepared } from './executor.ts'

/** The part of a rule that the statement must check: nothing (`true`), or a predicate over the row. */
export type RowRule = true | Predicate

/** Predicates by the name under which the statement uses them: the row rule, filters, rules of other nouns. */
export type Checks = Readonly<Record<string, boolean | Predicate>>

/** The inputs from which a statement is built. Values are inserted only as parameters. */
export interface Build<Params> {
  readonly db: Kysely<DB>
  /** The placeholder of a parameter. */
  param<Name extends keyof Params & string>(name: Name): Expression<Exclude<Params[Name], undefined>>
  /** Whether the parameter is given in this shape: if not, it is not part of the statement. */
  has(name: keyof Params & string): boolean
  /** All parameters of this shape, if their names are needed. */
  readonly names: Readonly<Record<string, unknown>>
  /** The row rule over the columns of a table or of its alias. */
  rule(table: string, alias?: string): Expression<SqlBool>
  /** One of the checks over the columns of a row; may be used for several rows. */
  check(name: string, row: RowSource): Expression<SqlBool>
}

export interface Statement<Params, Row> {
  /** Runs the statement in one round trip. `checks` are the row rule, or all checks that the statement uses; each given check must be used. */
  run(executor: Executor, params: Params, checks?: RowRule | Checks): Promise<Row[]>
  /** The SQL of this shape with its values, for inspecting its plan. */
  prepare(params: Params, checks?: RowRule | Checks): Prepared
}

/** The origin of a value: a parameter, or the nth value of a check. */
interface Slot {
  readonly name: string
  readonly nth: number | undefined
}

interface Shape {
  readonly text: string
  readonly slots: readonly Slot[]
}

class Placeholder {
  readonly slot: Slot
  constructor(name: string, nth?: number) {
    this.slot = { name, nth }
  }
}

export interface StatementOptions {
  /**
   * The shapes depend on client requests (filters, sorts), so there may be many: the least used are dropped, and only those that recur
   * get a name. Without this flag, many shapes are a programming error.
   */
  isOpen?: boolean
  /** Generated from a resource declaration, one for each resource: it is not test-built where it is declared, which would slow down the start. */
  isDerived?: boolean
}

const none: Checks = {}

/**
 * A read or write that is compiled once for each shape (which parameters are given, and the structure of the checks), prepared
 * by name and run with parameters only. It may contain constants of the code as SQL: `fragment.constant('open')`, or `eb.lit(5)` of Kysely.
 * @throws Error where it is declared, when its SQL contains any other value
 */
export function statement<Params extends object, Row>(
  build: (q: Build<Params>) => Compilable<Row>,
  { isOpen = false, isDerived = false }: StatementOptions = {},
): Statement<Params, Row> {
  if (!isOpen && !isDerived) assertNoValues(build)
  const shapes = new ShapeCache({ nameOf, openNames: isOpen ? openNames : undefined })
  const prepare: Statement<Params, Row>['prepare'] = (params, given) => {
    const checks = given === undefined ? none : given === true || isPredicate(given) ? { rule: given } : given
    let key = ''
    for (const name in params) if (params[name] !== undefined) key += `${name},`
    for (const name in checks) key += `|${name}:${shapeOf(checks[name] ?? true)}`
    const { shape, name } = shapes.take(key, () => compile(build, params, checks))
    const checked: Record<string, unknown[]> = {}
    const values = shape.slots.map((slot) => {
      if (slot.nth === undefined) return Reflect.get(params, slot.name)
      checked[slot.name] ??= valuesOf(checks[slot.name] ?? true)
      return checked[slot.name]?.[slot.nth]
    })
    return { name, text: shape.text, values }
  }
  return { prepare, run: (executor, params, checks) => executor.query<Row>(prepare(params, checks)) }
}

const isPredicate = (given: Predicate | Checks): given is Predicate => 'op' in given && typeof given.op === 'string'

const nameOf = ({ text }: Shape) => createHash('sha256').update(text).digest('base64url').slice(0, 24)

function compile<Params extends object, Row>(
  build: (q: Build<Params>) => Compilable<Row>,
  params: Params,
  checks: Checks,
): Shape {
  const asked = new Set<string>()
  const check = (name: string, row: RowSource) => {
    asked.add(name)
    const predicate = checks[name]
    if (predicate === undefined) throw new Error(`This statement checks ${name}, and none was given.`)
    let nth = 0
    return compilePredicate(predicate, row, () => sql.val(new Placeholder(name, nth++)))
  }
  const compiled = build({
    db: builder,
    param: (name) => sql.val(new Placeholder(name)) as Expression<never>, // typed by the signature; the value is set at run time
    has: (name) => params[name] !== undefined,
    names: { ...params } as Record<string, unknown>, // a copy by its keys
    rule: (table, alias) => check('rule', tableRow(table, alias)),
    check,
  }).compile()
  for (const [name, predicate] of Object.entries(checks)) {
    if (predicate !== true && !asked.has(name))
      throw new Error(`The check '${name}' was given to a statement that does not ask for it.`)
  }
  // The builder numbers each use of a parameter; here each parameter gets one number, so that its value is sent only once.
  const slots: Slot[] = []
  const numbers = compiled.parameters.map((value) => {
    if (!(value instanceof Placeholder)) throw valueError(value)
    const known = slots.findIndex(({ name, nth }) => name === value.slot.name && nth === value.slot.nth)
    return known < 0 ? slots.push(value.slot) : known + 1
  })
  const text = compiled.sql.replace(/\$(\d+)/g, (_, number) => `$${numbers[Number(number) - 1]}`)
  return { text, slots }
}

/** The error for a value in a statement; it says how to pass it: as a constant, if SQL has a literal for it, or as a parameter. */
function valueError(value: unknown): Error {
  const shown = typeof value === 'string' ? `'${value}'` : String(value)
  const hasLiteral = typeof value === 'number' || typeof value === 'boolean' || value === null
  const constant = typeof value === 'string' ? `fragment.constant(${shown})` : hasLiteral && `eb.lit(${shown})`
  return new Error(
    `A statement holds the value ${shown}.${constant ? ` Write a constant of the code as ${constant}.` : ''} Pass a value of the call as a parameter: param('name') in the statement, { name: value } in run().`,
  )
}

/**
 * Builds a statement with all of its parameters and with none, only to find values in its SQL. A statement that cannot be built without real parameters
 * is checked on its first call.
 */
function assertNoValues<Params extends object>(build: (q: Build<Params>) => Compilable): void {
  for (const isGiven of [true, false]) {
    const value = trial(build, isGiven)?.find((each) => !(each instanceof Placeholder))
    if (value !== undefined) throw valueError(value)
  }
}

function trial<Params extends object>(build: (q: Build<Params>) => Compilable, isGiven: boolean) {
  const any = () => sql<SqlBool>`true`
  const param: Build<Params>['param'] = (name) => sql.val(new Placeholder(name)) as Expression<never> // as in compile()
  try {
    return build({ db: builder, param, has: () => isGiven, names: {}, rule: any, check: any }).compile().parameters
  } catch {
    return undefined
  }
}
