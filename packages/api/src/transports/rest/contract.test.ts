import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitions } from '../../definitions.ts'
import { conflictsOf } from '../../kit/resource/conflicts-of.ts'
import { firstCall } from '../../testing/every-call.ts'
import type { TestUser } from '../../testing/factories.ts'
import { tableRows } from '../../testing/rule-oracle.ts'
import { inputOf } from '../../testing/sample-input.ts'
import type { TestClient } from '../../testing/test-client.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { type ProxyAnswer, type ProxyRequest, validatingProxy } from '../../testing/validating-proxy.ts'
import { aWorld } from '../../testing/world.ts'
import { formats } from '../../transfer/import/source-row.ts'
import { mediaTypes } from '../../transfer/media-types.ts'
import { openapiDocument } from './openapi/document.ts'
import { exampleOf } from './openapi/examples.ts'
import type { Operation } from './openapi/operations.ts'
import { type Route, routes } from './routes.ts'

const document = openapiDocument({ isSecure: false })
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const send = await validatingProxy(document, `${server.url}/api/v1`)

interface Documented {
  method: string
  path: string
  operation: Operation
}

/** Operations that end sessions run last. */
const last = ['sessionsRevokeAll', 'usersChangePassword', 'sessionsSignOut']
const rank = ({ operation }: Documented) => last.indexOf(operation.operationId)
const operations: Documented[] = Object.entries(document.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
  .toSorted((one, other) => rank(one) - rank(other))

/** Examples that cannot succeed: a link that the server prints once, and operations on an import that is, or has been, at work. */
const refused: Record<string, number> = { usersSetUp: 404, importsResume: 409, importsCancel: 409, importsUndo: 409 }

/** The account of the example, signed in. */
let client: TestClient
let signedUp: ProxyAnswer
const exampleId = exampleOf({ type: 'string', format: 'uuid' })
type Row = Record<string, unknown>

const bodyOf = ({ requestBody }: Operation) => Object.values(requestBody?.content ?? {})[0]?.example

/** Values of a body that replace those of its example: ids of existing rows, and unique values. */
interface Real {
  readonly sample: unknown
  readonly names: readonly string[]
}

function withReal(example: unknown, { sample, names }: Real): unknown {
  if (Array.isArray(example)) return example.map((item, nth) => withReal(item, { sample: Object(sample)[nth], names }))
  if (typeof example !== 'object' || example === null) return example === exampleId ? sample : example
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => {
      // Otherwise later examples could not give the current password.
      if (name === 'newPassword') return [name, exampleOf({ type: 'string' }, 'password')]
      const own = Object(sample)[name]
      return [name, names.includes(name) ? own : withReal(value, { sample: own, names })]
    }),
  )
}

/** The data that a call of the operation needs: the input of a sample, and its row. */
async function samplesFor({
  operation: { operationId },
}: Documented): Promise<{ route?: Route; input: Row; row: Row }> {
  const route = routes.find(({ id }) => id === operationId)
  if (!route || route.noun === 'imports') {
    const query = 'resource=places&format=csv&name=places.csv'
    const response = await client.fetch(`/api/v1/imports?${query}`, { method: 'POST', body: 'name\nRome\n' })
    const row = (await response.json()) as Row // by its contract
    return { input: row, row }
  }
  const me = await client.api.users.me.query()
  if (!me) throw new Error('The account of the example is not signed in.')
  const user: TestUser = { client, api: client.api, me, password: String(exampleOf({ type: 'string' }, 'password')) }
  const world = await aWorld(server, { author: user, operator: user, caller: user })
  const input: Row = Object(await inputOf(firstCall(route.path), world))
  const { model } = definitions[route.noun] ?? {}
  // A sample may identify a row by another key than this path does.
  const named = input.id ?? (route.params.length > 0 ? (await world.row(route.noun)).id : undefined)
  const row = model && (await tableRows(server, model)).find(({ id }) => id === named)
  return { route, input, row: row ?? input }
}

async function requestOf(documented: Documented): Promise<ProxyRequest> {
  const { path, method, operation } = documented
  const needsVersion = operation.parameters.some(
    (parameter) => '$ref' in parameter && parameter.$ref.endsWith('/IfMatch'),
  )
  const { route, input, row } = await samplesFor(documented)
  const taken = route?.definition ? Object.values(conflictsOf(route.definition)).map(({ field }) => field) : []
  const uniques = [...(route?.definition?.model.uniques.flat() ?? []), ...taken]
  const body = withReal(bodyOf(operation), { sample: input, names: [...uniques, 'version'] })
  const query = operation.parameters.flatMap((parameter) =>
    'in' in parameter && parameter.in === 'query' && parameter.example !== undefined
      ? [[parameter.name, String(parameter.example)] as [string, string]]
      : [],
  )
  const version = input.version ?? row.version
  return {
    method,
    path:
      path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(row[name]))) +
      (query.length > 0 ? `?${new URLSearchParams(query)}` : ''),
    headers: {
      ...client.headers(),
      ...(needsVersion && version !== undefined && { 'if-match': `"v${version}"` }),
      ...(body !== undefined && { 'content-type': Object.keys(operation.requestBody?.content ?? {})[0] ?? '' }),
    },
    ...(body !== undefined && { body }),
  }
}

/** Headers that depend on the request. */
const sometimes = ['Total-Count', 'Preference-Applied']

const keys = (answer: ProxyAnswer) => Object.keys(answer.headers)

beforeAll(async () => {
  const signUp = operations.find(({ operation }) => operation.operationId === 'usersSignUp')
  // Signs up as a browser does: a request for a bearer token sets no cookie.
  const { bearer: _, ...body } = Object(signUp && bodyOf(signUp.operation))
  server.log.keepSecret(body.password)
  const headers = { 'content-type': 'application/json' }
  signedUp = await send({ method: 'POST', path: '/users/sign-up', headers, body })
  const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(String(signedUp.headers['set-cookie'])) ?? []
  server.log.keepSecret(value)
  // An operator may create rows of every noun.
  await server.rows('update users set "isOperator" = true')
  client = server.client({ cookies: new Map([[name, value]]) })
})

for (const format of formats) {
  test(`a file of ${format} goes out, and comes in, as the contract says`, async () => {
    const headers = client.headers()
    const path = `/articles/export?format=${format}&filter[title][contains]=a&sort=-createdAt&search=engine`
    const out = await send({ method: 'GET', path, headers })
    expect([out.status, ...out.violations], JSON.stringify(out.body)).toEqual([200])
    const type = mediaTypes[format]
    const { example } = document.paths['/imports']?.post?.requestBody?.content[type] ?? {}
    const into = await send({
      method: 'POST',
      path: `/imports?resource=articles&format=${format}&name=x`,
      headers: { ...headers, 'content-type': type },
      body: example,
    })
    expect([into.status, ...into.violations], JSON.stringify(into.body)).toEqual([201])
  })
}

test('refusals of files are as the contract says', async () => {
  const headers = { ...client.headers(), 'content-type': 'application/json' }
  const wrong: [number, string, string, unknown?][] = [
    [404, 'GET', `/imports/${exampleId}/errors.csv`],
    [404, 'POST', '/imports?resource=nothing&format=json', []],
    [400, 'POST', '/imports?resource=articles&format=json', []],
  ]
  for (const [status, method, path, body] of wrong) {
    const answer = await send({ method, path, headers, body })
    expect([path, answer.status, ...answer.violations]).toEqual([path, status])
  }
})

for (const documented of operations) {
  const { method, path, operation } = documented
  test(`${method.toUpperCase()} ${path} is as the contract says, with its example`, async () => {
    const isSignUp = operation.operationId === 'usersSignUp'
    const answer = isSignUp ? signedUp : await send(await requestOf(documented))
    expect(answer.violations, JSON.stringify(answer.body)).toEqual([])
    const [expected] = Object.keys(operation.responses)
    expect(answer.status, JSON.stringify(answer.body)).toBe(refused[operation.operationId] ?? Number(expected))
    if (expected === '201') {
      // The batch creates the same example again.
      const removed = await client.fetch(String(answer.headers.location), { method: 'DELETE' })
      expect(removed.status).toBe(204)
    }
    if (answer.status !== Number(expected)) return
    const success = operation.responses[expected ?? '']
    for (const name of Object.keys(success && 'headers' in success ? (success.headers ?? {}) : {}))
      if (!sometimes.includes(name)) expect(keys(answer)).toContain(name.toLowerCase())
  })
}

test('refusals are as the contract says too', async () => {
  const headers = { ...client.headers(), 'content-type': 'application/json' }
  const [signedIn, anonymous] = [headers, { 'content-type': 'application/json' }]
  const wrong: [number, ProxyRequest, string[]?][] = [
    [401, { method: 'GET', path: '/sessions', headers: anonymous }, ['input']],
    [404, { method: 'GET', path: `/articles/${exampleId}`, headers: signedIn }],
    [401, { method: 'GET', path: '/users/export', headers: anonymous }, ['input']],
    [400, { method: 'GET', path: '/articles/export?format=xml', headers: signedIn }, ['input']],
    [400, { method: 'GET', path: '/articles/export?filter[nothing]=1', headers: signedIn }],
    [400, { method: 'GET', path: '/articles?limit=0', headers: signedIn }, ['input']],
    [400, { method: 'POST', path: '/articles', headers: signedIn, body: { title: '' } }, ['input', 'input']],
    [406, { method: 'GET', path: '/articles', headers: { ...signedIn, accept: 'text/html' } }],
  ]
  for (const [status, request, sides = []] of wrong) {
    const answer = await send(request)
    expect(answer.status, request.path).toBe(status)
    expect(
      answer.violations.filter((line) => line.startsWith('output')),
      request.path,
    ).toEqual([])
    expect(answer.violations.length > 0, `${request.path} ${answer.violations}`).toBe(sides.length > 0)
  }
})

test('filters, sorts and preferences are as the contract says', async () => {
  const query = [
    'filter[publishedAt][not]=null',
    'filter[createdAt][gt]=2026-01-31T12:00:00.000Z',
    'filter[author.username][in]=ada-lovelace,someone',
    'filter[tags]=a',
    'filter[tags][hasEvery]=a,b',
    'sort=-createdAt,title',
    'limit=3',
    'highlights=true',
    'search=engine',
  ].map(encodeURI)
  const headers = { ...client.headers(), prefer: 'count=exact' }
  const answer = await send({ method: 'GET', path: `/articles?${query.join('&')}`, headers })
  expect([answer.status, ...answer.violations], JSON.stringify(answer.body)).toEqual([200])
  expect(answer.headers['preference-applied']).toBe('count=exact')
})

test('the proxy sees an answer that is against the contract', async () => {
  const other = structuredClone(document)
  const row = other.components.schemas.ArticlePage
  if (!row?.properties) throw new Error('There is no schema of a page.')
  row.properties.nextCursor = { type: 'integer' }
  const proxy = await validatingProxy(other, `${server.url}/api/v1`)
  const answer = await proxy({ method: 'GET', path: '/articles', headers: client.headers() })
  expect(answer.violations).toEqual([expect.stringContaining('output body.nextCursor')])
})
