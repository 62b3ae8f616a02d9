import { anonymous } from '@plinth/core/actor'
import fc from 'fast-check'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import { everyKind } from '../../testing/every-kind.ts'
import { kindRow } from '../../testing/random-kinds.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { findPage } from './find-page.ts'
import { pageWriter, WrittenPage } from './written-page.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { definition, insert } = await everyKind(server)
const shown = (lists: readonly string[]) => ({ ...definition, lists, defaultSort: ['code'] })

/** A page of these fields, as objects and as Postgres writes it. */
async function bothPages(lists: readonly string[]) {
  const find = findPage(shown(lists))
  const ask = (takesWritten: boolean) => {
    const place = {
      db: server.database.open(),
      signer: server.services.signer,
      caller: { address: '::1' },
      takesWritten,
    }
    return find(place, { limit: 7, total: 'exact' }, { actor: anonymous, rule: true })
  }
  const [objects, written] = [await ask(false), await ask(true)]
  if (!(written instanceof WrittenPage) || objects instanceof WrittenPage) throw new Error('Expected both ways.')
  return { objects, written }
}

test('what Postgres writes of a page is what the server makes of its rows, for every kind of field', async () => {
  const rows = fc.sample(fc.record({ row: kindRow }), { numRuns: 12, seed: 7 })
  for (const [nth, { row }] of rows.entries()) await insert(`code ${nth}`, row)
  const isWritable = (name: string) => pageWriter(shown(['id', name])) !== undefined
  const names = Object.keys(definition.fields)
  expect(names.filter((name) => !isWritable(name))).toEqual(['big', 'ratio', 'start', 'bigs', 'ratios'])
  const lists = names.filter(isWritable)
  for (const fields of [...lists.map((name) => ['id', name]), lists]) {
    const { objects, written } = await bothPages(fields)
    expect(objects.items).toHaveLength(7)
    expect(superjson.deserialize(JSON.parse(written.wire())), fields.join()).toEqual(objects)
    expect(JSON.parse(written.wire()), fields.join()).toEqual(JSON.parse(JSON.stringify(superjson.serialize(objects))))
    expect(JSON.parse(written.json()), fields.join()).toEqual(JSON.parse(JSON.stringify(objects)))
  }
})

test('a time that a rule hides is null, and no time', async () => {
  const hidden = { ...definition.fields.seenAt, rule: () => false }
  const fields = { ...definition.fields, seenAt: hidden } as typeof definition.fields // the same field with a rule
  const find = findPage({ ...shown(['id', 'seenAt']), fields })
  const place = { db: server.database.open(), signer: server.services.signer, caller: { address: '::1' } }
  const page = await find({ ...place, takesWritten: true }, { limit: 3 }, { actor: anonymous, rule: true })
  if (!(page instanceof WrittenPage)) throw new Error('Expected a page that Postgres has written.')
  expect(page.wire()).toContain('"seenAt":null')
  expect(page.wire()).not.toContain('"Date"')
})
