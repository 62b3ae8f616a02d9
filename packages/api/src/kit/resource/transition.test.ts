import { own } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { now } from './transition.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { ticket } = await helpDesk(server, {
  ticket: {
    follow: {
      solvedAt: { of: 'state', value: (state: string) => (state === 'solved' ? new Date('2026-01-01') : null) },
      title: {
        of: 'dueAt',
        value: (dueAt: Date | null) => (dueAt ? `due ${dueAt.getUTCFullYear() > 2000}` : 'never due'),
      },
    },
  },
})
const agent = await aUser(server)
const rule = own('ownerId')
const transition = (verb: string, set: Record<string, unknown>) =>
  ticket.transition({ verb, event: `${verb}Done`, rule, set })
const verbs = {
  close: transition('close', { state: 'solved' }),
  reopen: transition('reopen', { state: 'open' }),
  hurry: transition('hurry', { dueAt: now }),
}
const tickets = runnerOf({ ...ticket.verbs, ...verbs } as never, contextFor(server, agent))

test('columns that follow another one follow it through a transition, also one that sets the time', async () => {
  const { id } = await tickets('create', { title: 'printer' })
  expect(await tickets('close', { id, version: 1 })).toMatchObject({
    state: 'solved',
    solvedAt: new Date('2026-01-01'),
    title: 'printer',
  })
  expect(await tickets('reopen', { id, version: 2 })).toMatchObject({ state: 'open', solvedAt: null })
  expect(await tickets('hurry', { id, version: 3 })).toMatchObject({ title: 'due true', dueAt: expect.any(Date) })
  const { after } = (
    await server.rows<{ after: object }>(`select after from events where type = 'tickets.closeDone'`)
  )[0] ?? { after: {} }
  expect(after).toMatchObject({ state: 'solved', solvedAt: expect.stringContaining('2026-01-01') })
})

test('a transition that sets what the model does not have, or a name that the enum does not have, does not start', () => {
  expect(() => transition('close', { stat: 'solved' })).toThrow('tickets.close sets stat: Ticket has no such column.')
  expect(() => transition('close', { state: 'solvd' })).toThrow(
    'tickets.close sets state to solvd: expected one of open, waiting, solved.',
  )
})
