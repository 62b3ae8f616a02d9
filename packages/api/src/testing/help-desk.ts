import { type Actor, requireUserId } from '@plinth/core/actor'
import { any, operator, own, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import type { Definition } from '../kit/resource/definition.ts'
import { money } from '../kit/resource/fields/composite.ts'
import { one } from '../kit/resource/fields/relation.ts'
import type { Resource, Target } from '../kit/resource/verb-types.ts'
import { importFile } from '../transfer/import/import-file.ts'
import type { AnyRow } from './in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from './scratch-model.ts'
import type { TestServer } from './test-server.ts'

/** A resource over a model that the product does not have: its fields and verbs are untyped. */
type Noun = Resource<AnyRow, Record<string, never>, AnyRow, Record<string, unknown>> & { definition: Definition }

const uuid = scratchColumn('String', 'uuid')
const text = scratchColumn('String', 'text')
const optionalTime = scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true })
const ticketStates = ['open', 'waiting', 'solved']

/** Customers, tickets and replies: resources with owners, trash, money, states and references, as a product would declare them. */
export async function helpDesk(server: TestServer, more: { ticket?: object; reply?: object } = {}) {
  const customers = scratchModel('Customer', {
    ...scratchBase,
    ownerId: uuid,
    name: text,
    removedAt: optionalTime,
  })
  const tickets = scratchModel('Ticket', {
    ...scratchBase,
    ownerId: uuid,
    customerId: scratchColumn('String', 'uuid', { isNullable: true }),
    title: text,
    state: scratchColumn('TicketState', 'text', { hasDefault: true, preset: 'open', values: ticketStates }),
    source: scratchColumn('String', 'text', { isNullable: true, hasDefault: true, preset: 'mail' }),
    budgetAmount: scratchColumn('BigInt', 'bigint', { isNullable: true }),
    budgetCurrency: scratchColumn('String', 'text', { isNullable: true }),
    dueAt: optionalTime,
    solvedAt: optionalTime,
  })
  const replies = scratchModel('Reply', { ...scratchBase, ownerId: uuid, ticketId: uuid, body: text })
  Object.assign(replies, { table: 'replies' })
  Object.assign(tickets, {
    relations: { customer: { model: 'Customer', kind: 'optional', from: ['customerId'], to: ['id'] } },
  })
  Object.assign(replies, { relations: { ticket: { model: 'Ticket', kind: 'one', from: ['ticketId'], to: ['id'] } } })
  for (const model of [customers, tickets, replies]) await createTable(server, model)

  const derive = ({ actor }: { actor: Actor }) => ({ ownerId: requireUserId(actor) })
  const rules = { read: any(own('ownerId'), operator), create: signedIn, update: any(own('ownerId'), operator) }
  const declare = (declared: object) => declareScratch({ tenancy: 'global', derive, ...declared }) as unknown as Noun
  const leadsTo = (noun: Noun, title: string, options: object) =>
    one(noun as unknown as Target, ['id', title] as never, { isNullable: true, isWritable: true, ...options })

  const customer = declare({
    name: 'customers',
    model: 'Customer',
    labels: { one: 'customer', many: 'customers', title: 'name' },
    fields: { id: true, name: z.string().min(1).max(100), removedAt: true, version: true },
    rules: { ...rules, remove: any(own('ownerId'), operator) },
    creates: ['name'],
    updates: ['name'],
    removal: 'soft',
  })
  const ticket = declare({
    name: 'tickets',
    model: 'Ticket',
    labels: { one: 'ticket', many: 'tickets', title: 'title' },
    fields: {
      id: true,
      title: z.string().min(1).max(200),
      state: true,
      source: true,
      customer: leadsTo(customer, 'name', {}),
      budget: money({ amount: 'budgetAmount', currency: 'budgetCurrency' }, { isNullable: true }),
      dueAt: true,
      solvedAt: true,
      version: true,
    },
    rules: { ...rules, remove: operator },
    creates: ['title', 'customer', 'state', 'source', 'budget', 'dueAt'],
    updates: ['title', 'customer', 'state', 'source', 'budget', 'dueAt'],
    ...more.ticket,
  })
  const reply = declare({
    name: 'replies',
    model: 'Reply',
    labels: { one: 'reply', many: 'replies', title: 'body' },
    fields: {
      id: true,
      body: z.string().min(1).max(500),
      ticket: leadsTo(ticket, 'title', { isRequired: true }),
      version: true,
    },
    rules: { ...rules, remove: operator },
    creates: ['ticket', 'body'],
    updates: ['body'],
    ...more.reply,
  })
  return { customer, ticket, reply }
}

/** Imports rows of a resource as this actor, matched by id, as uploading and running an NDJSON file would. */
export function importLines(
  { database }: TestServer,
  { definition }: Noun,
  { actor, lines }: { actor: Actor; lines: readonly object[] },
) {
  const bytes = new Blob([lines.map((line) => JSON.stringify(line)).join('\n')]).stream()
  return importFile(
    { db: database.open(), actor, definitions: { [definition.name]: definition } },
    { resource: definition.name, name: 'test', format: 'ndjson', bytes },
    { map: (column) => column, matchBy: 'id', matched: 'update', onProgress: () => undefined },
  )
}
