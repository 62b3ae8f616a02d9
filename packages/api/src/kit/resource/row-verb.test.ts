import { everyone } from '@plinth/core/rule'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { KnownProcedure } from '../procedure-types.ts'
import { describeRowVerb } from './row-verb.ts'
import { decimal } from './values.ts'

const procedure = (input: z.ZodType, more: Partial<KnownProcedure> = {}): KnownProcedure => ({
  type: 'mutation',
  meta: { rule: everyone },
  input,
  ...more,
})
const row = { id: z.uuid(), version: z.int32().min(1) }

test('a verb of a row is one that writes and needs the id of a row', () => {
  expect(describeRowVerb('publish', procedure(z.strictObject(row)))).toEqual({
    name: 'publish',
    label: 'Publish',
    about: null,
    hasVersion: true,
    fields: [],
  })
  expect(describeRowVerb('markRead', procedure(z.strictObject({ id: z.uuid() })))).toMatchObject({
    label: 'Mark read',
    hasVersion: false,
  })
  expect(describeRowVerb('preview', procedure(z.strictObject(row), { type: 'query' }))).toBeUndefined()
  for (const input of [z.void(), z.strictObject({ name: z.string() }), z.strictObject({ id: z.uuid().optional() })])
    expect(describeRowVerb('other', procedure(input))).toBeUndefined()
})

test('each input has the kind of its schema, with its label, its hint, and whether it may be left out or empty', () => {
  const input = z
    .strictObject({
      ...row,
      reason: z.string().min(1).max(200).meta({ title: 'Why', description: 'Is sent to the author.' }),
      seats: z.int().optional(),
      ratio: z.number().nullable(),
      price: decimal,
      isQuiet: z.boolean().default(false),
      at: z.date().nullable().optional(),
      day: z.iso.date(),
      mood: z.enum(['calm', 'wild']),
      mail: z.string().trim().pipe(z.email()),
      site: z.url(),
      other: z.uuid(),
      labels: z.array(z.string().max(20)),
      extras: z.strictObject({ chairs: z.int() }),
      secret: z.string().max(200).optional(),
    })
    .refine(({ seats = 0 }) => seats < 10)
  const made = describeRowVerb('book', procedure(input, { meta: { rule: everyone, secrets: { input: ['secret'] } } }))
  const told = made?.fields.map(({ name, kind, isNullable, isOptional }) => [name, kind, isNullable, isOptional])
  expect(told).toEqual([
    ['reason', 'text', false, false],
    ['seats', 'integer', false, true],
    ['ratio', 'number', true, false],
    ['price', 'decimal', false, false],
    ['isQuiet', 'boolean', false, true],
    ['at', 'dateTime', true, true],
    ['day', 'date', false, false],
    ['mood', 'choice', false, false],
    ['mail', 'text', false, false],
    ['site', 'url', false, false],
    ['other', 'id', false, false],
    ['labels', 'names', false, false],
    ['extras', 'json', false, false],
    ['secret', 'password', false, true],
  ])
  const field = (name: string) => made?.fields.find((each) => each.name === name)
  expect(field('reason')).toMatchObject({
    label: 'Why',
    hint: 'Is sent to the author.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  })
  expect(field('mood')).toMatchObject({ label: 'Mood', choices: ['calm', 'wild'] })
  expect(field('seats')?.choices).toBeNull()
})
