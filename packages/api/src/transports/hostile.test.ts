import { errorTable } from '@plinth/core/errors'
import { afterAll, afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { anArticle, aUser } from '../testing/factories.ts'
import { type RawRequest, type RawResponse, rawRequest } from '../testing/raw-request.ts'
import { startTestServer } from '../testing/test-server.ts'

const maxBodyBytes = 300_000
const server = await startTestServer({ maxBodyBytes, maxBatchSize: 5 })
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const article = await anArticle(user)

/** The shape of every error answer, in and out of a batch. */
const errorBody = z.strictObject({
  error: z.strictObject({
    json: z.strictObject({
      message: z.string().min(1),
      code: z.int(),
      data: z.strictObject({
        code: z.enum(Object.keys(errorTable)),
        httpStatus: z.int(),
        requestId: z.uuid(),
        path: z.string().optional(),
        fields: z.record(z.string(), z.array(z.string())).optional(),
      }),
    }),
  }),
})

const headers = { ...user.client.headers(), 'content-type': 'application/json' }
const send = (path: string, request: RawRequest = {}) =>
  rawRequest(server.url, `/api/trpc/${path}`, { ...request, headers: { ...headers, ...request.headers } })
const post = (path: string, body: string | Buffer, more: Record<string, string> = {}) =>
  send(path, { method: 'POST', body, headers: more })
const queryOf = (input: unknown) => encodeURIComponent(typeof input === 'string' ? input : JSON.stringify(input))

/** The code of a refusal, or of the first in a batch, after checking that its body has the stable shape and matches status and header. */
function codeOf(response: RawResponse): string {
  const { data } = errorBody.parse([JSON.parse(response.text)].flat()[0]).error.json
  expect(data.httpStatus).toBe(response.status)
  expect(data.requestId).toBe(response.headers['x-request-id'])
  expect(response.headers['content-type']).toMatch(/^application\/json/)
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  return `${response.status} ${data.code}`
}

afterEach(async () => {
  // After any input the server still answers, and there was no internal fault.
  expect((await server.client().api.articles.get.query({ slug: article.slug })).id).toBe(article.id)
  expect(server.log.lines.filter(({ msg }) => msg === 'fault')).toEqual([])
})

test('an unknown path is not found', async () => {
  const unknown = [
    'nothing',
    'articles',
    'articles.nothing',
    'articles.list.more',
    'articles..list',
    '',
    '.',
    'articles/list',
  ]
  const inherited = [
    '__proto__',
    'constructor',
    'toString',
    'articles.__proto__',
    'articles.constructor',
    'hasOwnProperty',
  ]
  for (const path of [...unknown, ...inherited, 'articles%2Elist%00', '%00', 'a'.repeat(5_000)]) {
    expect(codeOf(await send(path)), path).toBe('404 NOT_FOUND')
    expect(codeOf(await post(path, '{}')), path).toBe('404 NOT_FOUND')
    const [inBatch] = JSON.parse((await send(`${path}?batch=1&input=%7B%7D`)).text)
    expect(errorBody.parse(inBatch).error.json.data.code, path).toBe('NOT_FOUND')
  }
})

test('a body that is no JSON, or none that the client sends, is refused', async () => {
  const bodies = [
    '{',
    'null x',
    '{"json":',
    '\u0000',
    '[1,',
    "{'json':1}",
    '{"json":{}}}',
    Buffer.from([0xff, 0xfe, 0x7b]),
  ]
  for (const body of bodies) {
    expect(codeOf(await post('articles.create', body))).toBe('400 INVALID_INPUT')
    expect(codeOf(await post('articles.create?x=1', body))).toBe('400 INVALID_INPUT')
  }
  for (const body of [
    '',
    '[]',
    '1',
    '"text"',
    'null',
    'true',
    '{}',
    '{"json":null}',
    '{"json":[]}',
    '{"json":1}',
    '[{"json":{}}]',
  ]) {
    expect(codeOf(await post('articles.create', body)), body).toBe('400 INVALID_INPUT')
    expect(codeOf(await post('articles.create?x=1', body)), body).toBe('400 INVALID_INPUT')
  }
  for (const input of ['{', 'x', '[', '"']) {
    expect(codeOf(await send(`articles.list?input=${queryOf(input)}`))).toBe('400 INVALID_INPUT')
    expect(codeOf(await send(`articles.list?x=1&input=${queryOf(input)}`))).toBe('400 INVALID_INPUT')
    expect(JSON.parse((await send(`articles.list?batch=1&input=${queryOf(input)}`)).text)).toSatisfy(
      (bodies: unknown[]) => bodies.length === 1 && errorBody.safeParse(bodies[0]).success,
    )
  }
  for (const body of ['1', '"x"', 'null', '[]', '[[]]']) {
    for (const answer of JSON.parse((await post('articles.create,articles.remove?batch=1', body)).text)) {
      expect(errorBody.parse(answer).error.json.data.code).toBe('INVALID_INPUT')
    }
  }
})

test('another content type than JSON is refused', async () => {
  const body = JSON.stringify({ json: { id: article.id } })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonx',
    '',
    'x',
  ]) {
    expect(codeOf(await post('articles.remove', body, { 'content-type': type })), type).toBe(
      '415 UNSUPPORTED_MEDIA_TYPE',
    )
  }
  const form = '--b\r\ncontent-disposition: form-data; name="id"\r\n\r\n1\r\n--b--\r\n'
  for (const type of ['multipart/form-data; boundary=b', 'multipart/form-data', 'application/octet-stream']) {
    expect(codeOf(await post('articles.remove', form, { 'content-type': type })), type).toMatch(
      /^4(00 INVALID_INPUT|15 UNS)/,
    )
  }
  const charset = await post('articles.publish', body, { 'content-type': 'application/json; charset=utf-8' })
  expect(codeOf(charset)).toBe('400 INVALID_INPUT')
  expect(JSON.parse(charset.text).error.json.data.fields).toHaveProperty('version')
})

test('a method that does not fit the procedure is refused', async () => {
  // A query is sent as a POST if its URL would be too long.
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    expect(codeOf(await send('articles.list', { method, body: '{}' })), method).toBe('405 METHOD_NOT_ALLOWED')
  }
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    expect(codeOf(await send('articles.remove', { method })), method).toBe('405 METHOD_NOT_ALLOWED')
  }
})

test('a body that is too large is refused by its length and by what comes', async () => {
  const large = JSON.stringify({ json: { title: 't', description: '', body: 'b'.repeat(maxBodyBytes), tags: [] } })
  for (const path of ['articles.create', 'articles.create?x=1', 'articles.create?batch=1']) {
    expect(codeOf(await post(path, large)), path).toBe('413 TOO_LARGE')
    const chunks = (function* () {
      for (let nth = 0; nth < large.length; nth += 16_384) yield large.slice(nth, nth + 16_384)
    })()
    expect(codeOf(await send(path, { method: 'POST', chunks })), path).toBe('413 TOO_LARGE')
  }
  const fits = JSON.stringify({ json: { title: 'Fits', description: '', body: 'b'.repeat(190_000), tags: [] } })
  expect((await post('articles.create', fits)).status).toBe(200)
  expect((await send('articles.create', { method: 'POST', chunks: [fits.slice(0, 9), fits.slice(9)] })).status).toBe(
    200,
  )
})

test('a body that is announced and not sent is given up', async () => {
  const client = server.client()
  const controller = new AbortController()
  const sending = client.fetch('/api/trpc/articles.create', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': '1000' },
    body: new ReadableStream({ start: (stream) => void stream.enqueue(new TextEncoder().encode('{"json"')) }),
    signal: controller.signal,
    duplex: 'half',
  })
  setImmediate(() => controller.abort())
  await expect(sending).rejects.toThrow()
})

test('a batch of more calls than allowed is refused as a whole', async () => {
  const paths = (count: number) => Array(count).fill('users.me').join(',')
  expect((await send(`${paths(5)}?batch=1`)).status).toBe(200)
  for (const count of [6, 1_000]) expect(codeOf(await send(`${paths(count)}?batch=1`))).toBe('400 INVALID_INPUT')
  const removals = Array(6).fill('articles.remove').join(',')
  const calls = Object.fromEntries(Array.from({ length: 6 }, (_, nth) => [nth, { json: { id: article.id } }]))
  expect(codeOf(await post(`${removals}?batch=1`, JSON.stringify(calls)))).toBe('400 INVALID_INPUT')
  expect(codeOf(await post('users.me,articles.remove?batch=1', '{}'))).toMatch(/^4/)
})

test('keys that reach for a prototype change nothing', async () => {
  const { id } = article
  const inputs = [
    `{"json":{"id":"${id}","__proto__":{"isOperator":true}}}`,
    `{"json":{"__proto__":{"id":"${id}"}}}`,
    `{"json":{"id":"${id}","constructor":{"prototype":{"isOperator":true}}}}`,
    `{"json":{"id":"${id}","prototype":{"x":1}}}`,
    `{"__proto__":{"json":{"id":"${id}"}}}`,
    `{"json":{"id":"${id}"},"meta":{"values":{"__proto__.isOperator":["Date"]}}}`,
    `{"json":{"id":"${id}"},"meta":{"values":{"constructor.prototype.isOperator":["undefined"]}}}`,
    `{"json":{"id":"${id}","x":{}},"meta":{"referentialEqualities":{"x":["__proto__.isOperator"]}}}`,
    `{"json":{"id":"${id}"},"meta":{"values":{"prototype.x":["Date"]},"v":1}}`,
  ]
  for (const input of inputs) {
    for (const response of [await post('articles.remove', input), await post('articles.remove?x=1', input)]) {
      expect(codeOf(response), input).toBe('400 INVALID_INPUT')
    }
    const [answer] = JSON.parse((await post('articles.remove?batch=1', `{"0":${input}}`)).text)
    expect(errorBody.parse(answer).error.json.data.code, input).toBe('INVALID_INPUT')
    const [none] = JSON.parse((await post('articles.remove?batch=1', `{"__proto__":{"0":${input}}}`)).text)
    expect(errorBody.parse(none).error.json.data.code, input).toBe('INVALID_INPUT')
  }
  expect(Reflect.get({}, 'isOperator')).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
  expect((await user.api.users.me.query())?.isOperator).toBe(false)
})

test('meta that is none of superjson, and types that no input has, are refused', async () => {
  const { id } = article
  const metas = [
    '1',
    '"x"',
    '[]',
    '{"values":1}',
    '{"values":[]}',
    '{"values":{"id":["nothing"]}}',
    '{"values":{"id":[["class","User"]]}}',
    '{"values":{"id":[["symbol","x"]]}}',
    '{"values":{"id":[["custom","x"]]}}',
    '{"values":{"id":["regexp"]}}',
    '{"values":{"id":["URL"]}}',
    '{"values":{"id":["bigint"]}}',
    '{"values":{"id":["set"]}}',
    '{"values":{"id":["map"]}}',
    '{"values":{"id":["Date"]}}',
    '{"values":{"id":["Error"]}}',
    '{"values":["Date"]}',
    '{"values":{"a.b.c":["Date"]}}',
    '{"values":{"id":[["typed-array","Uint8Array"]]}}',
    '{"referentialEqualities":{"a.b":["c.d"]}}',
    '{"referentialEqualities":[["id"]]}',
    '{"values":{"id":[["typed-array","__proto__"]]}}',
    '{"values":{"id":["constructor"]}}',
    '{"values":{"id":["__proto__"]}}',
  ]
  for (const meta of metas) {
    const input = `{"json":{"id":"${id}","version":1,"body":3e9},"meta":${meta}}`
    for (const path of ['articles.publish', 'articles.publish?x=1']) {
      expect(codeOf(await post(path, input)), meta).toBe('400 INVALID_INPUT')
    }
    expect(codeOf(await send(`articles.get?input=${queryOf(`{"json":{"slug":1},"meta":${meta}}`)}`)), meta).toBe(
      '400 INVALID_INPUT',
    )
  }
  // A number as the length of an array would allocate memory: no input contains such an array.
  const huge = `{"json":{"id":4294967296},"meta":{"values":{"id":[["typed-array","Float64Array"]]}}}`
  expect(codeOf(await post('articles.remove', huge))).toBe('400 INVALID_INPUT')
})

test('what a list is asked for is answered or refused, whatever it is', async () => {
  const refused = [
    '{"filter":{"publishedAt":{"not":"1"}}}',
    '{"filter":{"publishedAt":{}}}',
    '{"filter":{"createdAt":{"equals":null}}}',
    '{"filter":{"createdAt":{"lt":253402300800000}}}',
    '{"filter":{"title":{"equals":null}}}',
    '{"filter":{"title":{"in":"x"}}}',
    '{"filter":{"title":{"contains":""}}}',
    '{"filter":{"title":{"path":["a"],"equals":"x"}}}',
    `{"filter":{"title":{"in":${JSON.stringify(Array(101).fill('x'))}}}}`,
    `{"filter":{"title":{"equals":"${'x'.repeat(1_001)}"}}}`,
    '{"filter":{"title":{"equals":"\\u0000"}}}',
    '{"filter":{"title":{"in":["\\ud800"]}}}',
    '{"filter":{"title":{"startsWith":"x"}}}',
    '{"filter":{"title":{"__proto__":{"equals":"x"}}}}',
    '{"filter":{"__proto__":{"equals":"x"}}}',
    '{"filter":{"constructor":{"equals":"x"}}}',
    '{"filter":{"authorId":{"equals":"x"}}}',
    '{"filter":{"author.email":{"equals":"x"}}}',
    '{"filter":{"author":{"is":{"email":{"equals":"x"}}}}}',
    '{"filter":{"OR":[]}}',
    '{"filter":[]}',
    '{"filter":null}',
    '{"filter":{"tags":{"has":""}}}',
    '{"filter":{"tags":{"hasEvery":[]}}}',
    '{"sort":[]}',
    '{"sort":"title"}',
    '{"sort":["body"]}',
    '{"sort":["--title"]}',
    '{"sort":["title","-title"]}',
    '{"sort":["title; drop table articles"]}',
    '{"sort":["__proto__"]}',
    '{"total":true}',
    '{"total":"constructor"}',
    '{"highlights":"yes"}',
    '{"isTrash":true}',
    `{"cursor":"${'A'.repeat(2_001)}"}`,
    '{"cursor":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
    '{"cursor":{"toString":"x"}}',
  ]
  const answered = [
    '{"filter":{}}',
    '{"filter":{"title":{"in":[]}}}',
    '{"filter":{"title":{"equals":"\'; drop table articles; --"}}}',
    '{"filter":{"title":{"gt":"\\uffff","lte":"\\ud83d\\ude00"}}}',
    '{"filter":{"title":{"contains":"%_\\\\"}}}',
    '{"filter":{"author.username":{"not":"x"},"tags":{"hasEvery":["a","A"," a "]}}}',
    '{"search":""}',
    '{"search":"& | ! <-> :* ( \'"}',
    '{"search":"\\u202e\\u0301 \\ufeff","highlights":true}',
    '{"search":"a\\u0001b\\u0002c","highlights":true,"total":"estimated"}',
  ]
  for (const json of refused) {
    expect(codeOf(await send(`articles.list?input=${queryOf(`{"json":${json}}`)}`)), json).toBe('400 INVALID_INPUT')
  }
  for (const json of answered) {
    expect((await send(`articles.list?input=${queryOf(`{"json":${json}}`)}`)).status, json).toBe(200)
  }
  const dates = ['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '0000-12-31T23:59:59.999Z', 'x', '']
  for (const date of dates) {
    const input = superjson(`{"filter":{"createdAt":{"lt":"${date}"}}}`, '{"filter.createdAt.lt":["Date"]}')
    expect(codeOf(await send(`articles.list?input=${input}`)), date).toBe('400 INVALID_INPUT')
  }
  for (const date of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
    const input = superjson(`{"filter":{"createdAt":{"in":["${date}"]}}}`, '{"filter.createdAt.in.0":["Date"]}')
    expect((await send(`articles.list?input=${input}`)).status, date).toBe(200)
  }
  for (const number of ['NaN', 'Infinity', '-Infinity']) {
    const input = superjson(`{"filter":{"latitude":{"gt":"${number}"}}}`, '{"filter.latitude.gt":["number"]}')
    expect(codeOf(await send(`places.list?input=${input}`)), number).toBe('400 INVALID_INPUT')
  }
  for (const number of ['1e308', '-1e308', '5e-324', '-0', '9007199254740993']) {
    const input = superjson(`{"filter":{"latitude":{"in":[${number}],"not":${number}}}}`, '{}')
    expect((await send(`places.list?input=${input}`)).status, number).toBe(200)
  }
  for (const number of ['1e309', '1e999']) {
    const input = superjson(`{"filter":{"latitude":{"gt":${number}}}}`, '{}')
    expect(codeOf(await send(`places.list?input=${input}`)), number).toBe('400 INVALID_INPUT')
  }
})

const superjson = (json: string, values: string) => queryOf(`{"json":${json},"meta":{"values":${values}}}`)

test('a version that no row can have is refused', async () => {
  for (const version of ['0', '-1', '1.5', '2147483648', '9007199254740991', '1e300', '"1"', 'null']) {
    const own = `{"json":{"id":"${article.id}","version":${version}}}`
    for (const path of ['articles.publish', 'articles.update', 'articles.remove']) {
      expect(codeOf(await post(path, own)), `${path} ${version}`).toBe('400 INVALID_INPUT')
    }
    expect(codeOf(await post('users.update', `{"json":{"version":${version}}}`)), version).toBe('400 INVALID_INPUT')
  }
  expect(codeOf(await post('articles.publish', `{"json":{"id":"${article.id}","version":2147483647}}`))).toBe(
    '409 CONFLICT',
  )
})

test('an idempotency key that is none is refused', async () => {
  const body = JSON.stringify({ json: { id: article.id, version: 9 } })
  for (const key of ['', ' ', 'a b', 'ä', 'x'.repeat(201), '\t']) {
    expect(codeOf(await post('articles.publish', body, { 'idempotency-key': key })), key).toBe('400 INVALID_INPUT')
  }
  for (const key of ["'; drop table idempotency_keys; --", '__proto__', 'x'.repeat(200)]) {
    expect(codeOf(await post('articles.publish', body, { 'idempotency-key': key.replaceAll(' ', '') })), key).toBe(
      '409 CONFLICT',
    )
  }
  const calls = JSON.stringify({ 0: JSON.parse(body), 1: JSON.parse(body) })
  // The path is parsed as by tRPC: the comma may be percent-encoded.
  for (const path of [
    'articles.publish,articles.publish',
    'articles.publish%2Carticles.publish',
    'articles.publish%2carticles%2Epublish',
  ]) {
    expect(codeOf(await post(`${path}?batch=1`, calls, { 'idempotency-key': 'one' })), path).toBe('400 INVALID_INPUT')
  }
})

test('deep nesting is refused and does not exhaust the stack', async () => {
  const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)
  const nested = [deep('[', ']', 100_000), `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`]
  for (const json of nested) {
    const inputs = [`{"json":${json}}`, `{"json":{"id":${json}}}`, `{"json":${json},"meta":{"values":{}}}`, json]
    for (const input of [
      ...inputs,
      `{"json":{},"meta":{"values":${json}}}`,
      `{"json":{},"meta":{"referentialEqualities":${json}}}`,
    ]) {
      for (const path of ['articles.remove', 'articles.remove?x=1']) {
        expect(codeOf(await post(path, input))).toBe('400 INVALID_INPUT')
      }
      const [answer] = JSON.parse((await post('articles.remove?batch=1', `{"0":${input}}`)).text)
      expect(errorBody.parse(answer).error.json.data.code).toBe('INVALID_INPUT')
    }
  }
})

test('malformed percent-encoding is refused', async () => {
  for (const path of ['%', '%zz', '%E0%A4%A', 'articles.list%', 'articles.%ff']) {
    expect(codeOf(await send(path)), path).toMatch(/^40(0 INVALID_INPUT|4 NOT_FOUND)$/)
    expect(codeOf(await send(`${path}?batch=1`)), path).toMatch(/^400 INVALID_INPUT$/)
  }
  for (const query of ['%', '%zz', '%E0%A4%A']) {
    expect(codeOf(await send(`articles.list?input=${query}`)), query).toBe('400 INVALID_INPUT')
  }
})

test('strange headers are no fault of ours', async () => {
  for (const more of [
    { host: 'a b' },
    { host: '' },
    { host: 'evil.example:99999' },
    { accept: 'application/jsonl' },
    { 'trpc-accept': 'application/jsonl' },
    { 'trpc-accept': 'nothing' },
    { cookie: 'plinth-session' },
    { cookie: `plinth-session=${'%'.repeat(2_000)}; =; ;;` },
    { 'x-forwarded-for': `${'1,'.repeat(500)}<script>` },
    { authorization: 'Bearer \u00ff' },
    { 'last-event-id': '1' },
  ]) {
    for (const path of ['users.me', 'users.me?x=1', 'users.me?batch=1', 'users.me?connectionParams=%7B', 'nothing']) {
      const { status, text } = await send(path, { headers: more as Record<string, string> }) // each has other keys
      expect(status, JSON.stringify([more, path])).toBeLessThan(500)
      expect(() => JSON.parse(text.split('\n')[0] ?? ''), text).not.toThrow()
    }
  }
})
