import { afterAll, beforeEach, expect, test } from 'vitest'
import { anOperator, aUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { anImport, ended, runToEnd, uploadFile } from '../testing/imports.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const operator = await anOperator(server)
beforeEach(() => server.rows('delete from places'))

const header = 'name,country,region,district,latitude,longitude'
const names = async () =>
  (await server.rows<{ name: string }>('select name from places order by name')).map(({ name }) => name)
const csvOf = (lines: readonly string[]) => [header, ...lines].join('\r\n')

test('a file becomes rows with an event each, under the name of the import', async () => {
  const body = `${header}\r\nUlm,DE,01,,48.39841,9.99155\r\n"Neu-Ulm, ""am"" Fluss",DE,02,x,48.39279,10.01111\r\n`
  const uploaded = await anImport(operator, body)
  expect(uploaded).toMatchObject({ state: 'ready', columns: header.split(','), mapping: header.split(',') })
  expect(uploaded.samples[1]).toEqual(['Neu-Ulm, "am" Fluss', 'DE', '02', 'x', '48.39279', '10.01111'])
  const done = await runToEnd(operator, uploaded)
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 0, position: 2, problem: null })
  const events = await server.rows(
    `select type, "actorId", after->>'name' as name, after->>'code' as code from events where "requestId" = $1 order by name`,
    [`import:${done.id}`],
  )
  const by = { type: 'places.created', actorId: operator.me.id }
  expect(events).toEqual([
    { ...by, name: 'Neu-Ulm, "am" Fluss', code: 'DE:48.39279:10.01111:Neu-Ulm, "am" Fluss' },
    { ...by, name: 'Ulm', code: 'DE:48.39841:9.99155:Ulm' },
  ])
  expect(await server.rows('select from import_chunks where "importId" = $1', [done.id])).toEqual([])
})

const faulty = csvOf([
  'Ulm,DE,,,48,9',
  ',DE,,,1,1',
  'Bonn,Germany,,,50,7',
  'Ulm,DE,,,48,9',
  'Köln,DE,,,95,6',
  'Kiel,DE,,,54,10',
])

test('rows that fail are told with number, code, field and message, and the others are imported', async () => {
  const done = await runToEnd(operator, await anImport(operator, faulty))
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 4, position: 6 })
  const { items } = await operator.api.imports.errors.query({ id: done.id })
  expect(items.map(({ row, code, field }) => [row, code, field])).toEqual([
    [2, 'INVALID_INPUT', 'name'],
    [3, 'INVALID_INPUT', 'country'],
    [4, 'ALREADY_EXISTS', 'name'],
    [5, 'INVALID_INPUT', 'latitude'],
  ])
  expect(items[1]?.cells).toEqual(['Bonn', 'Germany', '', '', '50', '7'])
  expect(await names()).toEqual(['Kiel', 'Ulm'])
})

test('the file of errors has the columns of the original; corrected, it is imported', async () => {
  const done = await runToEnd(operator, await anImport(operator, faulty))
  const file = await (await operator.client.fetch(`/api/v1/imports/${done.id}/errors.csv`)).text()
  expect(file.split('\r\n')[0]).toBe(`${header},import row,import error,import error field,import error message`)
  const corrected = file.replace('Bonn,Germany', 'Bonn,DE')
  const uploaded = await anImport(operator, corrected)
  expect(uploaded.mapping).toEqual([...header.split(','), null, null, null, null])
  const again = await runToEnd(operator, uploaded)
  expect(again).toMatchObject({ created: 1, failed: 3 })
  expect(await names()).toEqual(['Bonn', 'Kiel', 'Ulm'])
})

test('a check tells the same and leaves nothing', async () => {
  const uploaded = await anImport(operator, faulty)
  const checked = await runToEnd(operator, uploaded, { isDryRun: true })
  expect(checked).toMatchObject({ state: 'checked', created: 2, failed: 4 })
  expect(await names()).toEqual([])
  expect(await server.rows('select from events where "requestId" = $1', [`import:${checked.id}`])).toEqual([])
  const done = await runToEnd(operator, checked)
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 4 })
})

test('rows that are there are found by a unique field: changed, left alone where nothing differs, or skipped', async () => {
  await runToEnd(operator, await anImport(operator, csvOf(['Ulm,DE,01,,48,9', 'Kiel,DE,,,54,10'])))
  const second = csvOf(['Ulm,DE,08,,48,9', 'Kiel,DE,,,54,10', 'Bonn,DE,,,50,7', 'Bonn,DE,05,,50,7'])
  const skipped = await runToEnd(operator, await anImport(operator, second), {
    matchBy: 'code',
    matched: 'skip',
    isDryRun: true,
  })
  expect(skipped).toMatchObject({ created: 1, updated: 0, unchanged: 3, failed: 0 })
  const done = await runToEnd(operator, await anImport(operator, second), { matchBy: 'code' })
  expect(done).toMatchObject({ created: 1, updated: 2, unchanged: 1, failed: 0 })
  const events = await server.rows(
    `select type, before, after from events where "requestId" = $1 and type = 'places.updated' order by after->>'region'`,
    [`import:${done.id}`],
  )
  expect(events).toMatchObject([
    { before: { region: '', version: 1 }, after: { region: '05', version: 2 } },
    { before: { region: '01', version: 1 }, after: { region: '08', version: 2 } },
  ])
})

test('undo removes what was created and gives back what was changed, and lists what was touched since', async () => {
  await runToEnd(operator, await anImport(operator, csvOf(['Ulm,DE,01,,48,9'])))
  const lines = ['Ulm,DE,08,,48,9', 'Kiel,DE,,,54,10', 'Bonn,DE,,,50,7', 'Bonn,DE,05,,50,7']
  const done = await runToEnd(operator, await anImport(operator, csvOf(lines)), { matchBy: 'code' })
  const [kiel] = (await operator.api.places.list.query({ filter: { name: { equals: 'Kiel' } } })).items
  if (!kiel) throw new Error('Kiel is missing.')
  await operator.api.places.update.mutate({ id: kiel.id, version: kiel.version, district: 'mine' })
  await operator.api.imports.undo.mutate({ id: done.id })
  expect(await ended(operator, done.id)).toMatchObject({ state: 'undone', undone: 2, left: 1, problem: null })
  expect(await server.rows('select name, region, district from places order by name')).toEqual([
    { name: 'Kiel', region: '', district: 'mine' },
    { name: 'Ulm', region: '01', district: '' },
  ])
  const { items } = await operator.api.imports.left.query({ id: done.id })
  expect(items).toEqual([{ row: 2, subject: kiel.id, reason: expect.stringContaining('changed or removed since') }])
  const events = await server.rows<{ type: string }>('select type from events where "requestId" = $1 order by type', [
    `import:${done.id}:undo`,
  ])
  expect(events.map(({ type }) => type)).toEqual(['places.removed', 'places.reverted'])
})

test('names in other tables, derived slugs and their second try work as in create, and are undone', async () => {
  const writer = await aUser(server)
  const title = unique('Title ')
  const body = `title,description,body,tags\r\n${title},d,"# Hi\r\nthere","News, Go"\r\n${title},d,b,\r\n`
  const done = await runToEnd(writer, await anImport(writer, body, { resource: 'articles' }))
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 0 })
  const rows = await server.rows<{ slug: string; body: string; authorId: string }>(
    'select slug, body, "authorId" from articles where title = $1 order by body',
    [title],
  )
  expect(rows).toMatchObject([
    { body: '# Hi\r\nthere', authorId: writer.me.id },
    { body: 'b', authorId: writer.me.id },
  ])
  expect(new Set(rows.map(({ slug }) => slug)).size).toBe(2)
  const tags = await server.rows(
    `select tags.name from article_tags join tags on tags.id = "tagId" join articles on articles.id = "articleId" where title = $1 order by position`,
    [title],
  )
  expect(tags).toEqual([{ name: 'news' }, { name: 'go' }])
  await writer.api.imports.undo.mutate({ id: done.id })
  expect(await ended(writer, done.id)).toMatchObject({ state: 'undone', undone: 2, left: 0 })
  expect(await server.rows('select from articles where title = $1', [title])).toEqual([])
})

test('an import is seen by its owner alone, and needs the rights of what it does', async () => {
  const stranger = await aUser(server)
  const { id, mapping } = await anImport(operator, csvOf(['Ulm,DE,,,48,9']))
  const { api } = stranger
  expect(await outcomeOf(api.imports.get.query({ id }))).toBe('NOT_FOUND')
  expect(await outcomeOf(api.imports.run.mutate({ id, mapping }))).toBe('NOT_FOUND')
  expect(await outcomeOf(api.imports.undo.mutate({ id }))).toBe('NOT_FOUND')
  expect(await outcomeOf(api.imports.errors.query({ id }))).toBe('NOT_FOUND')
  expect(await outcomeOf(api.imports.left.query({ id }))).toBe('NOT_FOUND')
  expect((await stranger.client.fetch(`/api/v1/imports/${id}/errors.csv`)).status).toBe(404)
  expect((await uploadFile(stranger, header)).status).toBe(403)
  expect((await uploadFile({ client: server.client() }, header)).status).toBe(401)
  expect((await uploadFile(operator, header, { resource: 'users' })).status).toBe(404)
  // Rights revoked in the meantime apply to the import too.
  await server.rows('update users set "isOperator" = false where id = $1', [operator.me.id])
  await operator.api.imports.run.mutate({ id, mapping }).catch(() => undefined)
  await server.rows('update users set "isOperator" = true where id = $1', [operator.me.id])
  expect(await names()).toEqual([])
  // The database notifies the server a moment later.
  await until('the rights of the operator', async () => (await operator.api.users.me.query())?.isOperator)
})

test('states are kept apart: what has begun does not begin again, and a wrong mapping is refused', async () => {
  const uploaded = await anImport(operator, csvOf(['Ulm,DE,,,48,9']))
  const { id, mapping } = uploaded
  const bad = (given: (string | null)[]) => outcomeOf(operator.api.imports.run.mutate({ id, mapping: given }))
  expect(await bad(['name'])).toBe('INVALID_INPUT')
  expect(await bad(['name', 'name', null, null, null, null])).toBe('INVALID_INPUT')
  expect(await bad(['__proto__', null, null, null, null, null])).toBe('INVALID_INPUT')
  expect(await bad(['createdAt', null, null, null, null, null])).toBe('INVALID_INPUT')
  expect(await outcomeOf(operator.api.imports.run.mutate({ id, mapping, matchBy: 'region' }))).toBe('INVALID_INPUT')
  expect(await outcomeOf(operator.api.imports.undo.mutate({ id }))).toBe('CONFLICT')
  await runToEnd(operator, uploaded)
  expect(await outcomeOf(operator.api.imports.run.mutate({ id, mapping }))).toBe('CONFLICT')
  expect(await outcomeOf(operator.api.imports.cancel.mutate({ id }))).toBe('CONFLICT')
  expect(await outcomeOf(operator.api.imports.resume.mutate({ id }))).toBe('CONFLICT')
})
