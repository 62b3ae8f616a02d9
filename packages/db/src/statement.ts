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
import type { DB } from './generated/kysely/types.ts'
import { compilePredicate, shapeOf, valuesOf } from './where.ts'

/** Builds SQL and never runs it: running is the executor's. */
export const builder = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Runs prepared SQL: the pool, or a transaction. */
export interface Executor {
  query<Row>(prepared: { name: string; text: string; values: unknown[] }): Promise<Row[]>
}

/** What a rule leaves to be checked in the statement: nothing (`true`), or a predicate over the row. */
export type RowRule = true | Predicate

/** What a statement is built from. Values come in only as parameters. */
export interface Build<Params> {
  readonly db: Kysely<DB>
  /** The placeholder of a parameter. */
  param<Name extends keyof Params & string>(name: Name): Expression<Exclude<Params[Name], undefined>>
  /** Whether the parameter is given in this shape: what is left out is no part of the statement. */
  has(name: keyof Params & string): boolean
  /** The row rule over the columns of a table or of its alias. */
  rule(table: string): Expression<SqlBool>
}

export interface Statement<Params, Row> {
  /** One round trip. `rule` is required as soon as the statement asks for one. */
  run(executor: Executor, params: Params, rule?: RowRule): Promise<Row[]>
}

interface Shape {
  name: string
  text: string
  /** Per placeholder: the parameter's name, or the index of a value of the rule. */
  slots: readonly (string | number)[]
}

class Slot {
  readonly of: string | number
  constructor(of: string | number) {
    this.of = of
  }
}

/** A statement whose shapes exceed this is built from outside input somewhere; that is a fault of ours. */
const maxShapes = 512

/**
 * A read or write that is compiled once for each shape (which parameters are given, and the structure of the row rule), prepared
 * by name and run with parameters only.
 */
export function statement<Params extends object, Row>(
  build: (q: Build<Params>) => Compilable<Row>,
): Statement<Params, Row> {
  const shapes = new Map<string, Shape>()
  return {
    run(executor, params, rule) {
      let key = ''
      for (const name in params) if (params[name] !== undefined) key += `${name},`
      if (rule !== undefined) key += rule === true ? '|true' : `|${shapeOf(rule)}`
      let shape = shapes.get(key)
      if (!shape) {
        if (shapes.size >= maxShapes)
          throw new Error(`A statement has more than ${maxShapes} shapes; the last is ${key}.`)
        shape = compile(build, params, rule)
        shapes.set(key, shape)
      }
      const ruled = rule === undefined || rule === true ? [] : valuesOf(rule)
      const values = shape.slots.map((slot) => (typeof slot === 'number' ? ruled[slot] : Reflect.get(params, slot)))
      return executor.query<Row>({ name: shape.name, text: shape.text, values })
    },
  }
}

function compile<Params extends object, Row>(
  build: (q: Build<Params>) => Compilable<Row>,
  params: Params,
  rule: RowRule | undefined,
): Shape {
  let isRuled = false
  const compiled = build({
    db: builder,
    param: (name) => sql.val(new Slot(name)) as Expression<never>, // typed by the signature; the value comes at run time
    has: (name) => params[name] !== undefined,
    rule: (table) => {
      isRuled = true
      if (rule === undefined) throw new Error('This statement checks a row rule, and none was given.')
      if (rule === true) return sql<SqlBool>`true`
      let index = 0
      return compilePredicate(rule, table, () => sql.val(new Slot(index++)))
    },
  }).compile()
  if (rule !== undefined && rule !== true && !isRuled)
    throw new Error('A row rule was given to a statement that does not check one.')
  // The builder numbers each use of a parameter; here each parameter gets one number, so that its value is sent once.
  const slots: (string | number)[] = []
  const numbers = compiled.parameters.map((value) => {
    if (!(value instanceof Slot)) {
      throw new Error(`A statement holds the value ${String(value)}; values come in as parameters, by param().`)
    }
    const known = slots.indexOf(value.of)
    return known < 0 ? slots.push(value.of) : known + 1
  })
  const text = compiled.sql.replace(/\$(\d+)/g, (_, number) => `$${numbers[Number(number) - 1]}`)
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  return { name, text, slots }
}
