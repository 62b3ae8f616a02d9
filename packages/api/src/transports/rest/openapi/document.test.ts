import { Spectral } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'
import { expect, test } from 'vitest'
import { procedures } from '../../procedures.ts'
import { streamRoutes } from '../../streams/routes.ts'
import { openapiDocument } from './document.ts'
import type { Operation } from './operations.ts'

const document = openapiDocument({ isSecure: false })

/** Spectral's findings as readable lines. */
async function findings(given: object): Promise<string[]> {
  const spectral = new Spectral()
  // All rules but one: the document cannot know the address and the e-mail of an installation's operator.
  const rules = { 'contact-properties': 'off' as const }
  spectral.setRuleset({ extends: [[oas as never, 'all']], rules }) // its own types do not match
  const found = await spectral.run(JSON.parse(JSON.stringify(given)))
  return found.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`)
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
)

test('the document is valid for Spectral by all of its rules, without an error and without a warning', async () => {
  expect(await findings(document)).toEqual([])
})

test('Spectral sees what is wrong', async () => {
  const wrong = structuredClone(document)
  const list = wrong.paths['/articles']?.get
  if (!list) throw new Error('articles are not listed')
  list.operationId = 'articles get'
  list.responses['200'] = {
    description: '',
    content: { 'application/json': { schema: { type: 'string' }, example: 7 } },
  }
  expect((await findings(wrong)).map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining(['operation-operationId-valid-in-url', 'oas3-valid-media-example']),
  )
})

test('every procedure has an operation, with an id, a summary, a description, and an example of what it takes and answers', () => {
  const described = operations.flatMap(
    ([, { description }]) => /^The procedure `([\w.]+)`/.exec(description)?.[1] ?? [],
  )
  expect([...new Set(described)].toSorted()).toEqual([...procedures.keys()].toSorted())
  const ids = operations.map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [at, { summary, requestBody, responses }] of operations) {
    expect(summary, at).toMatch(/^[A-Z]/)
    const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
      part && 'content' in part ? Object.values(part.content ?? {}) : [],
    )
    for (const content of contents) expect(content, at).toHaveProperty('example')
    expect(Object.keys(responses), at).toEqual(expect.arrayContaining(['400', '500', 'default']))
  }
})

test('every download and upload has an operation, with the query, the media types and the refusals that it has', () => {
  const exporting = document.paths['/articles/export']?.get
  const names = exporting?.parameters.flatMap((parameter) => ('name' in parameter ? [parameter.name] : []))
  const listed = document.paths['/articles']?.get?.parameters.flatMap((each) => ('name' in each ? [each.name] : []))
  const page = ['cursor', 'limit', 'offset', 'highlights']
  expect(names?.toSorted()).toEqual([...(listed ?? []).filter((name) => !page.includes(name)), 'format'].toSorted())
  const contentOf = (response: object = {}) => Object.keys('content' in response ? Object(response.content) : {})
  expect(contentOf(exporting?.responses['200'])).toEqual(['text/csv', 'application/x-ndjson', 'application/json'])
  expect(document.paths['/saved-views/export']?.get?.operationId).toBe('savedViewsExport')

  const uploading = document.paths['/imports']?.post
  expect(Object.keys(uploading?.requestBody?.content ?? {})).toEqual([
    'text/csv',
    'application/x-ndjson',
    'application/json',
  ])
  expect(Object.keys(uploading?.responses ?? {})).toEqual(expect.arrayContaining(['201', '401', '403', '404', '413']))
  expect(document.paths['/imports/{id}/errors.csv']?.get?.responses).toHaveProperty('404')
  for (const { id } of streamRoutes) expect(operations.map(([, { operationId }]) => operationId)).toContain(id)
})

test('whatever is asked may be refused for its token', () => {
  for (const [, { operationId, responses }] of operations)
    expect([operationId, responses]).toEqual([operationId, expect.objectContaining({ 401: expect.anything() })])
})

test('who may call without signing in is what the rules say', () => {
  const open = operations.filter(([, { security }]) => security.some((each) => Object.keys(each).length === 0))
  const ids = open.map(([, { operationId }]) => operationId)
  expect(ids).toEqual(
    expect.arrayContaining(['articlesList', 'articlesGet', 'articlesExport', 'usersMe', 'sessionsSignIn', 'tagsList']),
  )
  for (const closed of [
    'articlesCreate',
    'articlesPublish',
    'usersList',
    'sessionsList',
    'placesCreate',
    'usersExport',
    'importsUpload',
  ])
    expect(ids).not.toContain(closed)
})

test('a filter is documented once for each comparison that it takes', () => {
  const parameters = document.paths['/articles']?.get?.parameters ?? []
  const names = parameters.flatMap((parameter) => ('name' in parameter ? [parameter.name] : []))
  expect(names).toEqual(
    expect.arrayContaining([
      'filter[author.username]',
      'filter[author.username][in]',
      'filter[publishedAt][not]',
      'filter[tags]',
      'filter[tags][hasEvery]',
      'sort',
      'cursor',
    ]),
  )
  expect(names).not.toContain('total')
  expect(new Set(names).size).toBe(names.length)
})
