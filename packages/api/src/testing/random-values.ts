import type { Where } from '@plinth/core/where'
import type { Model } from '@plinth/db/model'
import type { ColumnKind } from '@plinth/db/testing/random-schema'
import { modelOf } from '@plinth/db/where'
import fc from 'fast-check'

/** A row as the resource returns it. */
export type PlainRow = Record<string, unknown>

/** A few values of each kind, so that comparisons often meet equal ones, including values that careless code handles incorrectly. */
const values: Readonly<Record<ColumnKind, readonly unknown[]>> = {
  uuid: [
    '00000000-0000-7000-8000-00000000000d',
    'ffffffff-ffff-7fff-bfff-ffffffffffff',
    '0192f000-0000-7000-8000-00000000000a',
  ],
  text: ['', 'a', 'A', 'ab', 'a_b', 'axb', '50%', `it's`, 'b\\c', 'ü', '\u{1f600}', 'null'],
  varchar: ['', 'a', 'B', '$1', ':a', '"q"', '{a,b}'],
  int: [-2_147_483_648, -7, 0, 1, 2_147_483_647],
  small: [-32_768, -1, 0, 3, 32_767],
  bigint: [-(2n ** 63n), -1_099_511_627_776n, 0n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n],
  float: [-1e21, -1e-7, 0, 0.1, 0.5, 1e15],
  decimal: ['-3.100', '0.000', '1.250', '1.251', '999999999.999'],
  boolean: [true, false],
  instant: [
    '1900-01-01T00:00:00.001Z',
    '1970-01-01T00:00:00Z',
    '2026-03-29T01:30:00.123Z',
    '9999-12-31T23:59:59.999Z',
  ].map((text) => new Date(text)),
  date: ['0099-01-01', '1969-12-31', '2020-02-29', '9999-12-31'],
  choice: ['first', 'second', 'third'],
  json: [{ a: 1 }, { a: 2.5 }, { a: 'x' }, { a: null }, { a: { b: [true] } }, {}, [], 'x', 1, false],
}

/** The kind of a column, by its name. */
export function kindOf(column: string): ColumnKind | undefined {
  const kind = column.replace(/[AB]$/, '')
  return kind !== column && kind in values ? (kind as ColumnKind) : undefined // one of its keys
}

const anyOf = (kind: ColumnKind): fc.Arbitrary<unknown> => fc.constantFrom(...values[kind])

/** The columns of a model whose names denote a kind of value. */
export function plainColumns(
  model: Model,
): { name: string; kind: ColumnKind; isNullable: boolean; isOptional: boolean }[] {
  return Object.entries(model.columns).flatMap(([name, { isNullable, hasDefault }]) => {
    const kind = kindOf(name)
    return kind ? [{ name, kind, isNullable, isOptional: isNullable || hasDefault }] : []
  })
}

/** Values of some or all columns of a new row; optional ones are sometimes included. */
export function rowOf(model: Model): fc.Arbitrary<PlainRow> {
  const columns = plainColumns(model)
  return fc.record(
    Object.fromEntries(
      columns.map(({ name, kind, isNullable }) => [
        name,
        isNullable ? fc.option(anyOf(kind), { freq: 3 }) : anyOf(kind),
      ]),
    ),
    { requiredKeys: columns.filter(({ isOptional }) => !isOptional).map(({ name }) => name) },
  )
}

const ranges = ['gt', 'gte', 'lt', 'lte'] as const
const ordered: readonly ColumnKind[] = [
  'text',
  'varchar',
  'int',
  'small',
  'bigint',
  'float',
  'decimal',
  'instant',
  'date',
]

/** The conditions that a column may be compared with. */
export function conditionOf({ kind, isNullable }: { kind: ColumnKind; isNullable: boolean }): fc.Arbitrary<object> {
  if (kind === 'json') return jsonCondition
  const value = anyOf(kind)
  const orNull = isNullable ? fc.option(value, { freq: 2 }) : value
  const isText = kind === 'text' || kind === 'varchar'
  return fc
    .record(
      {
        equals: orNull,
        not: orNull,
        ...(kind !== 'boolean' && { in: fc.array(value, { maxLength: 3 }) }),
        ...(ordered.includes(kind) && Object.fromEntries(ranges.map((by) => [by, value]))),
        ...(isText && { contains: fc.constantFrom('a', 'B', '_', '%', '\\', `'`, 'ü') }),
      },
      { requiredKeys: [] },
    )
    .map((all) => Object.fromEntries(Object.entries(all).slice(-2)))
    .filter((condition) => Object.keys(condition).length > 0)
}

const jsonCondition = fc.oneof(
  fc.record({ path: fc.constant(['a']), equals: fc.constantFrom(1, 2.5, 'x', true) }),
  fc.record({ path: fc.constant(['a', 'b', '0']), equals: fc.constant(true) }),
  fc.record({ path: fc.constant(['a']), gt: fc.constantFrom(0, 1, 2) }),
  fc.record({ path: fc.constant(['a']), lte: fc.constantFrom(1, 3) }),
)

/** Any `where` over rows of a model and of their related rows. */
export function whereOf(model: Model, depth = 2): fc.Arbitrary<Where> {
  const columns = plainColumns(model)
  const leaf = fc
    .constantFrom(...columns)
    .chain((column) => conditionOf(column).map((condition) => ({ [column.name]: condition })))
  const within: fc.Arbitrary<object> = depth > 0 ? whereOf(model, depth - 1) : leaf
  const related = Object.entries(model.relations).map(([relation, { model: other, kind }]) => {
    const there: fc.Arbitrary<object> =
      depth > 0 ? fc.oneof(fc.constant({}), whereOf(modelOf(other), depth - 2)) : fc.constant({})
    const quantifier: fc.Arbitrary<object> =
      kind === 'many'
        ? fc.oneof(fc.record({ some: there }), fc.record({ none: there }))
        : fc.oneof(fc.record({ is: there }), ...(kind === 'optional' ? [fc.constant({ is: null })] : []))
    return quantifier.map((quantified) => ({ [relation]: quantified }))
  })
  const branches = fc.array(within, { maxLength: 3 })
  // A comparison with null is unknown to Prisma and false to us, so its negation differs: a known difference that is left out.
  const known = columns.filter(({ isNullable, kind }) => !isNullable && kind !== 'json')
  const negated = fc
    .constantFrom(...known)
    .chain((column) => conditionOf(column).map((condition) => ({ NOT: { [column.name]: condition } })))
  const all =
    depth > 0
      ? [leaf, leaf, ...related, negated, branches.map((AND) => ({ AND })), branches.map((OR) => ({ OR }))]
      : [leaf]
  return fc.oneof(...all) as fc.Arbitrary<Where> // made of its parts
}
