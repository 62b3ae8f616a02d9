import { newId } from '@plinth/core/id'
import { everyone } from '@plinth/core/rule'
import type { Column } from '@plinth/db/model'
import { z } from 'zod'
import type { Definition } from '../kit/resource/definition.ts'
import { address, money, zonedTime } from '../kit/resource/fields/composite.ts'
import { names } from '../kit/resource/fields/names.ts'
import { one } from '../kit/resource/fields/relation.ts'
import type { Target } from '../kit/resource/verb-types.ts'
import { choices, type KindRow } from './random-kinds.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from './scratch-model.ts'
import type { TestServer } from './test-server.ts'

const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }

/** A resource that is the target of relations. Its text field `amount` has the same name as a part of a money value. */
function declareOwners() {
  const model = scratchModel('Owner', { ...scratchBase, amount: scratchColumn('String', 'text') })
  const labels = { one: 'owner', many: 'owners', title: 'amount' }
  const fields = { id: true, amount: true, version: true }
  const given = { name: 'owners', model: 'Owner', tenancy: 'global', labels, fields, rules }
  return { model, owner: declareScratch({ ...given, creates: ['amount'], updates: [] }) as unknown as Target } // the types do not know its rows
}

/** Models of the marks whose names a row lists, and of the links between rows and marks. */
function declareMarks() {
  const mark = scratchModel('Mark', { id: scratchColumn('String', 'uuid'), name: scratchColumn('String', 'text') })
  const link = scratchModel('Kindmark', {
    kindId: scratchColumn('String', 'uuid'),
    position: scratchColumn('Int', 'integer'),
    markId: scratchColumn('String', 'uuid'),
  })
  Object.assign(mark, { uniques: [['name']] })
  Object.assign(link, {
    id: ['kindId', 'position'],
    relations: { mark: { model: 'Mark', kind: 'one', from: ['markId'], to: ['id'] } },
  })
  return mark
}

const optional = { isNullable: true }
const columns: Readonly<Record<string, Column>> = {
  code: scratchColumn('String', 'citext'),
  note: scratchColumn('String', 'text', optional),
  mail: scratchColumn('String', 'text', optional),
  count: scratchColumn('Int', 'integer', optional),
  big: scratchColumn('BigInt', 'bigint', optional),
  ratio: scratchColumn('Float', 'double precision', optional),
  price: scratchColumn('Decimal', 'numeric(60,20)', optional),
  isOpen: scratchColumn('Boolean', 'boolean', optional),
  seenAt: scratchColumn('DateTime', 'timestamptz(3)', optional),
  day: scratchColumn('DateTime', 'date', optional),
  mood: scratchColumn('Mood', 'text', { ...optional, values: choices }),
  traits: scratchColumn('Json', 'jsonb', optional),
  place: scratchColumn('Json', 'jsonb', optional),
  feeAmount: scratchColumn('BigInt', 'bigint', optional),
  feeCurrency: scratchColumn('String', 'text', optional),
  startAt: scratchColumn('DateTime', 'timestamptz(3)', optional),
  startZone: scratchColumn('String', 'text', optional),
  ownerId: scratchColumn('String', 'uuid', optional),
  words: scratchColumn('String', 'text[]', { isList: true }),
  counts: scratchColumn('Int', 'integer[]', { isList: true }),
  bigs: scratchColumn('BigInt', 'bigint[]', { isList: true }),
  ratios: scratchColumn('Float', 'double precision[]', { isList: true }),
  prices: scratchColumn('Decimal', 'numeric(60,20)[]', { isList: true }),
  flags: scratchColumn('Boolean', 'boolean[]', { isList: true }),
  moods: scratchColumn('Mood', 'text[]', { isList: true, values: choices }),
}

/** The writable fields of `kinds`. */
export const writable = [
  ...['code', 'note', 'mail', 'count', 'big', 'ratio', 'price', 'isOpen', 'seenAt', 'day', 'mood'],
  ...['traits', 'place', 'fee', 'start', 'marks', 'owner'],
  ...['words', 'counts', 'bigs', 'ratios', 'prices', 'flags', 'moods'],
]

/** `kinds`, a resource with a field of every kind, with access to its rows that bypasses the procedures. `more` is added to its declaration. */
export async function everyKind(server: TestServer, more: object = {}) {
  const { model: owners, owner } = declareOwners()
  const marks = declareMarks()
  const model = scratchModel('Kind', { ...scratchBase, ...columns })
  Object.assign(model, {
    uniques: [['code']],
    relations: {
      marks: { model: 'Kindmark', kind: 'many', from: ['id'], to: ['kindId'] },
      owner: { model: 'Owner', kind: 'optional', from: ['ownerId'], to: ['id'] },
    },
  })
  await server.rows('create extension if not exists citext')
  for (const each of [owners, marks, model]) await createTable(server, each)
  await server.rows('create unique index "kinds_code_key" on kinds (code)')
  await server.rows('create unique index "marks_name_key" on marks (name)')
  await server.rows(`create table kindmarks ("kindId" uuid references kinds on delete cascade, position integer,
    "markId" uuid not null references marks, primary key ("kindId", position))`)
  const noun = declareScratch({
    name: 'kinds',
    model: 'Kind',
    tenancy: 'global',
    labels: { one: 'kind', many: 'kinds', title: 'code' },
    fields: {
      id: true,
      ...Object.fromEntries(writable.map((name) => [name, true])),
      code: z.string().trim().min(1).max(50),
      mail: { kind: 'email' },
      place: address({ isNullable: true }),
      fee: money({ amount: 'feeAmount', currency: 'feeCurrency' }, { isNullable: true }),
      start: zonedTime({ at: 'startAt', zone: 'startZone' }, { isNullable: true }),
      marks: {
        ...names({ relation: 'marks', to: 'mark', name: z.string().min(1).max(50), max: 20 }),
        isOptional: true,
      },
      owner: one(owner, ['id', 'amount'] as never, { isNullable: true, isWritable: true }), // fields of a resource without types
      version: true,
    },
    rules,
    creates: writable,
    updates: writable,
    ...more,
  })
  const { definition, verbs } = noun as unknown as { definition: Definition; verbs: Record<string, never> } // as `resource` returns it

  return {
    noun,
    definition,
    verbs,

    /** Every row as the database stores it, without the columns that each write sets. */
    stored: () =>
      server.rows(
        `select ${Object.keys(columns)
          .map((name) => `"${name}"::text`)
          .join()}, array(select name from kindmarks join marks on marks.id = "markId" where "kindId" = kinds.id order by position)::text as marks
        from kinds order by code`,
      ),

    async insert(code: string, { fee, start, traits, place, marks: given, owner: title, ...others }: KindRow) {
      const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
      const [id, ownerId] = [newId(), title === null ? null : newId()]
      if (ownerId !== null) await server.rows('insert into owners (id, amount) values ($1, $2)', [ownerId, title])
      const values = {
        ...{ id, code, ...others, traits: json(traits), place: json(place), ownerId },
        ...{ feeAmount: fee?.[0] ?? null, feeCurrency: fee?.[1] ?? null },
        ...{ startAt: start?.[0] ?? null, startZone: start?.[1] ?? null },
      }
      const names = Object.keys(values)
      await server.rows(
        `insert into kinds (${names.map((name) => `"${name}"`).join()}) values (${names.map((_, nth) => `$${nth + 1}`).join()})`,
        Object.values(values),
      )
      if (given.length === 0) return
      const ids = given.map(() => newId())
      await server.rows('insert into marks select * from unnest($1::uuid[], $2::text[]) on conflict do nothing', [
        ids,
        given,
      ])
      await server.rows(
        `insert into kindmarks select $1, nth, marks.id from unnest($2::text[]) with ordinality as given(name, nth) join marks using (name)`,
        [id, given],
      )
    },
  }
}
