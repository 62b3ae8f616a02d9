import { afterAll, expect, test } from 'vitest'
import { anOperator, aUser } from '../testing/factories.ts'
import { anImport, ended, runToEnd } from '../testing/imports.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const operator = await anOperator(server)

const header = 'name,country,region,district,latitude,longitude'

test('a file becomes rows with an event each, under the name of the import', async () => {
  const uploaded = await anImport(
    operator,
    `${header}\r\nUlm,DE,01,,48.39841,9.99155\r\n"Neu-Ulm, ""am"" Fluss",DE,02,x,48.39279,10.01111\r\n`,
  )
  expect(uploaded).toMatchObject({ state: 'ready', columns: header.split(','), mapping: header.split(',') })
  expect(uploaded.samples[1]).toEqual(['Neu-Ulm, "am" Fluss', 'DE', '02', 'x', '48.39279', '10.01111'])
  const done = await runToEnd(operator, uploaded)
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 0, position: 2, problem: null })
  const events = await server.rows(
    `select type, "actorId", after->>'name' as name, after->>'code' as code from events where "requestId" = $1 order by name`,
    [`import:${done.id}`],
  )
  expect(events).toEqual([
    {
      type: 'places.created',
      actorId: operator.me.id,
      name: 'Neu-Ulm, "am" Fluss',
      code: 'DE:48.39279:10.01111:Neu-Ulm, "am" Fluss',
    },
    { type: 'places.created', actorId: operator.me.id, name: 'Ulm', code: 'DE:48.39841:9.99155:Ulm' },
  ])
})
