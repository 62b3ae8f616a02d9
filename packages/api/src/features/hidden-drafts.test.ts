import { afterAll, expect, test } from 'vitest'
import { aDraft, anArticle, aUser, type TestUser, unique } from '../testing/factories.ts'
import { anImport, ended, runToEnd } from '../testing/imports.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [author, stranger] = [await aUser(server), await aUser(server)]

interface Answer {
  status: number
  headers: string[]
  body: string
}

/** Replaces the parts that differ in every answer (ids, times and random suffixes) with placeholders. */
const blanked = (text: string) =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/-[0-9a-f]{12}"/g, '-END"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

/** A REST answer to a request such as `POST /articles`, byte for byte except for the parts that differ in every answer. */
async function answered({ client }: TestUser, request: string, body?: unknown): Promise<Answer> {
  const [, method, path] = /^(\S+) (.*)$/.exec(request) ?? []
  const response = await client.fetch(`/api/v1${path}`, {
    method: method ?? '',
    headers: body === undefined ? { prefer: 'count=exact' } : { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => name !== 'date').map((header) => blanked(header.join(': '))),
    body: blanked(await response.text()),
  }
}

/** All requests by which a stranger may ask about a title and its expected slug. */
async function asked(title: string): Promise<unknown[]> {
  const text = { title, description: '', body: '', tags: [] }
  const words = title.toLowerCase()
  const own = await anArticle(stranger, { title: 'Another' })
  const told = [
    await answered(stranger, 'POST /articles', text),
    await answered(stranger, 'POST /articles', text),
    await answered(stranger, 'POST /articles', { ...text, slug: words }),
    await answered(stranger, 'POST /articles/batch', { items: [text, { ...text, slug: words }] }),
    await answered(stranger, 'POST /articles/batch', { items: [text, text] }),
    await answered(stranger, `PATCH /articles/${own.id}`, { version: 2, title }),
    await answered(stranger, `PATCH /articles/${own.id}`, { version: 3, slug: words }),
    await answered(stranger, 'PATCH /articles/batch', { items: [{ id: own.id, version: 3, title }] }),
    await answered(stranger, `GET /articles/by-slug/${words}`),
    await answered(stranger, `GET /articles/by-slug/${words}-000000000000`),
    await answered(stranger, `GET /articles?filter[slug][equals]=${words}`),
    await answered(
      stranger,
      `GET /articles?filter[title][equals]=${title}&filter[author.username]=${author.me.username}`,
    ),
    await answered(stranger, `GET /articles?search=${title}&filter[author.username]=${author.me.username}`),
    await answered(stranger, `GET /comments?filter[article.slug][equals]=${words}`),
    await answered(stranger, `GET /favorites?filter[article.slug][equals]=${words}`),
  ]
  const file = `title,description,body,tags,slug\r\n${title},,,,${words}\r\n${title},,,,${words}\r\n`
  const imports = []
  for (const options of [{ isDryRun: true }, {}]) {
    const uploaded = await anImport(stranger, file, { resource: 'articles' })
    const { mapping, state, created, updated, unchanged, failed, problem } = await runToEnd(stranger, uploaded, options)
    imports.push({ mapping, state, created, updated, unchanged, failed, problem })
  }
  const uploaded = await anImport(stranger, file, { resource: 'articles' })
  const refused = [
    await answered(stranger, `POST /imports/${uploaded.id}/run`, { mapping: uploaded.mapping, matchBy: 'slug' }),
    await answered(stranger, `POST /imports/${uploaded.id}/run`, {
      mapping: ['title', 'description', 'body', 'tags', 'slug'],
    }),
  ]
  return [...told, ...imports, ...refused]
}

test("a stranger's answers about a title are the same, byte for byte, with a hidden draft of it and without", async () => {
  // Titles of the same length, whose slugs would be one word.
  const [secret, free] = [unique('Secret'), unique('Absent')]
  await aDraft(author, { title: secret, tags: ['quiet'] })
  // As if it had been written before slugs had a random suffix.
  await server.rows('update articles set slug = $1 where title = $2', [secret.toLowerCase(), secret])
  const blank = (answers: unknown[], title: string) =>
    answers.map((answer) => JSON.stringify(answer).replaceAll(title, 'TITLE').replaceAll(title.toLowerCase(), 'slug'))
  const [hidden, none] = [blank(await asked(secret), secret), blank(await asked(free), free)]
  expect(hidden).toEqual(none)
  expect(hidden.map((answer) => JSON.parse(answer).status)).toEqual([
    ...[201, 201, 400, 400, 200, 200, 400, 200, 404, 404, 400, 200, 200, 200, 200],
    ...[undefined, undefined],
    ...[400, 400],
  ])
  expect(JSON.parse(hidden.at(-3) ?? '')).toEqual({
    mapping: ['title', 'description', 'body', 'tags', null],
    state: 'done',
    created: 2,
    updated: 0,
    unchanged: 0,
    failed: 0,
    problem: null,
  })
})

test('a slug finds its article after the title has changed, for those who may read it', async () => {
  const { id, slug, version } = await aDraft(author, { title: 'First words' })
  const second = await author.api.articles.update.mutate({ id, version, title: 'Second words' })
  const third = await author.api.articles.updateMany.mutate({ items: [{ id, version: 2, title: 'Third words' }] })
  expect(third).toMatchObject({ isCommitted: true, results: [{ row: { slug: slug.replace('first', 'third') } }] })
  const answers = async (user: TestUser) =>
    Promise.all([slug, second.slug].map((old) => answered(user, `GET /articles/by-slug/${old}`)))
  const missing = await answered(stranger, 'GET /articles/by-slug/first-words-000000000000')
  expect(await answers(stranger)).toEqual([missing, missing])
  await author.api.articles.publish.mutate({ id, version: 3 })
  for (const user of [author, stranger])
    for (const old of [slug, second.slug])
      expect(await user.api.articles.get.query({ slug: old })).toMatchObject({
        id,
        slug: slug.replace('first', 'third'),
      })
})

test('the slug stays while the title does, also one without a random end', async () => {
  const { id } = await aDraft(author, { title: 'Old link' })
  const old = unique('old-link')
  await server.rows('update articles set slug = $1 where id = $2', [old, id])
  const { update, revert, history } = author.api.articles
  expect(await update.mutate({ id, version: 1, title: 'Old link', body: 'b' })).toMatchObject({ slug: old })
  expect(await update.mutate({ id, version: 2, body: 'c' })).toMatchObject({ slug: old })
  const file = `id,title,description\r\n${id},Old link,d\r\n`
  const uploaded = await anImport(author, file, { resource: 'articles' })
  expect(await runToEnd(author, uploaded, { matchBy: 'id' })).toMatchObject({ updated: 1 })
  expect(await author.api.articles.get.query({ slug: old })).toMatchObject({ id, description: 'd', version: 4 })

  const next = `new-link-${id.slice(-12)}`
  expect(await update.mutate({ id, version: 4, title: 'New link' })).toMatchObject({ slug: next })
  const [, before] = (await history.query({ id })).items
  expect(await revert.mutate({ id, version: 5, eventId: before?.id ?? '' })).toMatchObject({
    slug: `old-link-${id.slice(-12)}`,
  })
})

test('an import that changes a title changes the slug, and its undo gives both back', async () => {
  const { id, slug } = await aDraft(author, { title: 'Before import' })
  for (const header of ['id,title', 'id,title,tags']) {
    const file = `${header}\r\n${id},After import${header.endsWith('tags') ? ',x' : ''}\r\n`
    const done = await runToEnd(author, await anImport(author, file, { resource: 'articles' }), { matchBy: 'id' })
    expect(done).toMatchObject({ updated: 1, failed: 0 })
    expect(await author.api.articles.get.query({ id })).toMatchObject({ slug: slug.replace('before', 'after') })
    await author.api.imports.undo.mutate({ id: done.id })
    expect(await ended(author, done.id)).toMatchObject({ state: 'undone', undone: 1 })
    expect(await author.api.articles.get.query({ id })).toMatchObject({ title: 'Before import', slug })
  }
})

test('an undo tells of a row that is hidden by now as of one that has gone', async () => {
  const titles = ['Gone', 'Hidden', 'Handed over'].map((title) => unique(title))
  const file = `title,description,body,tags\r\n${titles.map((title) => `${title},,,\r\n`).join('')}`
  const done = await runToEnd(stranger, await anImport(stranger, file, { resource: 'articles' }))
  await server.rows('delete from articles where title = $1', [titles[0]])
  await server.rows('update articles set "authorId" = $1 where title = any($2)', [author.me.id, titles.slice(1)])
  await server.rows('update articles set "publishedAt" = now() where title = $1', [titles[2]])
  await stranger.api.imports.undo.mutate({ id: done.id })
  expect(await ended(stranger, done.id)).toMatchObject({ state: 'undone', undone: 0, left: 3 })
  const { items } = await stranger.api.imports.left.query({ id: done.id })
  const gone = 'It was changed or removed since.'
  expect(items.map(({ reason }) => reason)).toEqual([gone, gone, 'You may not change it back.'])
})

test('two slugs that are the same by chance are told apart within the write, by whatever verb', async () => {
  const taken = unique('taken-')
  const other = await aDraft(author)
  await server.rows('update articles set slug = $1 where id = $2', [taken, other.id])
  const [made, changed] = [await aDraft(author), await aDraft(author)]
  // The first slug of each write below is changed to the one that is taken.
  await server.rows(
    `create function collide() returns trigger language plpgsql as $$ begin
       if new.slug ~ '^chance-[0-9a-f]{12}$' then new.slug := '${taken}'; end if; return new; end $$;
     create trigger collide before insert or update on articles for each row execute function collide()`,
  )
  const text = { title: 'Chance', description: '', body: '', tags: [] }
  const { create, createMany, update, updateMany } = author.api.articles
  const slugs = [
    (await create.mutate(text)).slug,
    (await update.mutate({ id: made.id, version: 1, title: 'Chance' })).slug,
  ]
  const batches = [
    await createMany.mutate({ items: [text, text] }),
    await updateMany.mutate({ items: [{ id: changed.id, version: 1, title: 'Chance' }] }),
  ]
  for (const { isCommitted, results } of batches) {
    expect(isCommitted).toBe(true)
    for (const result of results) slugs.push(result.isOk ? result.row.slug : '')
  }
  const again = await aDraft(author)
  const created = await anImport(author, 'title,description,body,tags\r\nChance,,,\r\nChance,,,x\r\n', {
    resource: 'articles',
  })
  const found = await anImport(author, `id,title\r\n${again.id},Chance\r\n`, { resource: 'articles' })
  expect(await runToEnd(author, created)).toMatchObject({ created: 2, failed: 0 })
  expect(await runToEnd(author, found, { matchBy: 'id' })).toMatchObject({ updated: 1, failed: 0 })
  await server.rows('drop trigger collide on articles')
  const { items } = await author.api.articles.list.query({ filter: { title: { equals: 'Chance' } }, limit: 100 })
  expect(items).toHaveLength(8)
  for (const { id, slug } of items) expect(slug).toMatch(new RegExp(`^chance-[0-9a-z]{6}-${id.slice(-12)}$`))
  expect(items.map(({ slug }) => slug)).toEqual(expect.arrayContaining(slugs))
})
