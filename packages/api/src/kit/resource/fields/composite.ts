import { fragment } from '@plinth/db/fragment'
import { z } from 'zod'
import { comparatorsOf } from '../column-field.ts'
import type { Field, FieldKind, FieldOptions, Params, ReadPlace } from '../definition.ts'
import { instant, notNull } from '../values.ts'
import type { Money, PostalAddress, Unnamed, ZonedTime } from './composite-values.ts'

/** ISO 4217, as the JavaScript engine knows it. */
const currencies = new Set(Intl.supportedValuesOf('currency'))
const money$ = z.strictObject({
  amount: z.int(),
  currency: z.string().refine((code) => currencies.has(code), 'Expected an ISO 4217 code such as EUR.'),
})

interface Composite {
  kind: FieldKind
  schema: z.ZodType
  /** Its columns, the one that it is filtered and sorted by first. */
  columns: readonly string[]
  /** Of several columns: the part of the value that each column is. */
  parts?: Readonly<Record<string, string>>
  select(place: ReadPlace): ReturnType<typeof fragment>
  /** From a value that is not null. */
  store(value: never): Params
  fromJson?: (value: never) => unknown
  /** From its columns, none of which is null. */
  fromColumns?: (columns: never) => unknown
}

function composite<Value>(options: FieldOptions & { isNullable?: boolean }, made: Composite): Field<Value, Value> {
  const { isNullable = false, ...others } = options
  const [first = ''] = made.columns
  const { fromJson, fromColumns } = made
  return {
    ...others,
    kind: made.kind,
    isNullable,
    columns: made.columns,
    ...(made.parts && { parts: made.parts }),
    input: isNullable ? made.schema.nullable() : made.schema,
    output: isNullable ? made.schema.nullable() : made.schema,
    isJson: true,
    select: (place) =>
      isNullable
        ? fragment`case when ${place.row.column(first)} is not null then ${made.select(place)} end`
        : made.select(place),
    store: (value) =>
      value === null ? Object.fromEntries(made.columns.map((column) => [column, null])) : made.store(value as never), // parsed by its schema
    ...(fromJson && { fromJson: (value: unknown) => (value === null ? null : fromJson(value as never)) }),
    ...(fromColumns && {
      fromColumns: (columns: Readonly<Record<string, unknown>>) =>
        columns[first] === null ? null : fromColumns(columns as never), // columns of its own
    }),
    comparators: comparatorsOf[made.kind],
  }
}

interface Nullable extends FieldOptions {
  isNullable: true
}

/** Money in two columns: a whole number (`BigInt` in the model) of the smallest unit, and the currency's code. */
export function money<const Amount extends string, const Currency extends string>(
  columns: { amount: Amount; currency: Currency },
  options: Nullable,
): Field<Money | null, Money | null, Amount | Currency>
export function money<const Amount extends string, const Currency extends string>(
  columns: { amount: Amount; currency: Currency },
  options?: FieldOptions,
): Field<Money, Money, Amount | Currency>
export function money({ amount, currency }: { amount: string; currency: string }, options: FieldOptions = {}) {
  return composite<Money>(options, {
    kind: 'money',
    schema: money$,
    columns: [amount, currency],
    parts: { [amount]: 'amount', [currency]: 'currency' },
    select: ({ row }) =>
      fragment`json_build_object('amount', ${row.column(amount)}, 'currency', ${row.column(currency)})`,
    store: (value: Money) => ({ [amount]: value.amount, [currency]: value.currency }),
    fromColumns: (columns: Record<string, unknown>) => ({
      amount: amountOf(columns[amount]),
      currency: columns[currency],
    }),
  })
}

/** An amount of an event, where a bigint is text. One that no number holds stays text, which the schema refuses. */
const amountOf = (value: unknown) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const zoned$ = z.strictObject({
  at: instant,
  zone: z.string().max(64).refine(isZone, 'Expected a time zone such as Europe/Berlin.'),
})

/** A zoned time in two columns: the instant (`timestamptz`) and the name of the zone. */
export function zonedTime<const At extends string, const Zone extends string>(
  columns: { at: At; zone: Zone },
  options: Nullable,
): Field<ZonedTime | null, ZonedTime | null, At | Zone>
export function zonedTime<const At extends string, const Zone extends string>(
  columns: { at: At; zone: Zone },
  options?: FieldOptions,
): Field<ZonedTime, ZonedTime, At | Zone>
export function zonedTime({ at, zone }: { at: string; zone: string }, options: FieldOptions = {}) {
  return composite<ZonedTime>(options, {
    kind: 'zonedTime',
    schema: zoned$,
    columns: [at, zone],
    parts: { [at]: 'at', [zone]: 'zone' },
    select: ({ row }) => fragment`json_build_object('at', ${row.column(at)}, 'zone', ${row.column(zone)})`,
    store: (value: ZonedTime) => ({ [at]: value.at, [zone]: value.zone }),
    fromColumns: (columns: Record<string, unknown>) => ({ at: new Date(String(columns[at])), zone: columns[zone] }),
    fromJson: (value: { at: string; zone: string }) => ({ at: new Date(value.at), zone: value.zone }),
  })
}

const postalAddress = z.strictObject({
  lines: z.array(z.string().trim().min(1).max(200)).min(1).max(5),
  postalCode: z.string().trim().max(20).optional(),
  city: z.string().trim().min(1).max(100),
  region: z.string().trim().max(100).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'Expected a two-letter country code such as DE.'),
}) satisfies z.ZodType<PostalAddress>

/** A JSON column of the field's name whose content a schema describes. */
export function json<Schema extends z.ZodType>(
  schema: Schema,
  options: Nullable,
): Field<Unnamed<z.output<Schema>> | null, Unnamed<z.input<Schema>> | null>
export function json<Schema extends z.ZodType>(
  schema: Schema,
  options?: FieldOptions,
): Field<Unnamed<z.output<Schema>>, Unnamed<z.input<Schema>>>
export function json<Schema extends z.ZodType>(schema: Schema, options: FieldOptions = {}): Field<never, never> {
  return jsonColumn('json', schema, options) as Field<never, never> // the overloads say what it reads and takes
}

/** A postal address in a JSON column of the field's name. */
export function address(options: Nullable): Field<PostalAddress | null, PostalAddress | null>
export function address(options?: FieldOptions): Field<PostalAddress, PostalAddress>
export function address(options: FieldOptions = {}): Field<never, never> {
  return jsonColumn('address', postalAddress, options) as Field<never, never> // the overloads say what it reads and takes
}

function jsonColumn(
  kind: 'json' | 'address',
  schema: z.ZodType,
  options: FieldOptions & { isNullable?: boolean },
): Field {
  const taken = options.isNullable ? schema : notNull(schema)
  const named = (name: string): Field => ({
    ...composite(options, {
      kind,
      schema: taken,
      columns: [name],
      select: ({ row }) => fragment`${row.column(name)}`,
      store: (value) => ({ [name]: JSON.stringify(value) }),
    }),
    isJson: false,
  })
  return { ...named(''), named }
}
