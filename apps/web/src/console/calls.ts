import type { AppRouter } from '@plinth/api'
import { getUntypedClient, type TRPCClient } from '@trpc/client'
import type { Batch, History, ListInput, Page, Reverted, Row, RowAddress } from './types.ts'

type Values = Readonly<Record<string, unknown>>

/** The procedures of any resource, with their common shapes. Every other client calls the same procedures. */
export interface Calls {
  list(input: ListInput): Promise<Page>
  get(input: { id: string }): Promise<Row>
  create(values: Values): Promise<Row>
  update(input: RowAddress & Values): Promise<Row>
  remove(input: { id: string; version?: number }): Promise<Row>
  updateMany(input: { items: readonly (RowAddress & Values)[] }): Promise<Batch>
  removeMany(input: { items: readonly { id: string; version?: number }[] }): Promise<Batch>
  restore(input: RowAddress): Promise<Row>
  purge(input: { id: string }): Promise<Row>
  history(input: { id: string; cursor?: string; limit?: number }): Promise<History>
  revert(input: RowAddress & { eventId: string }): Promise<Reverted>
  /** A custom verb, such as `publish`. */
  transition(name: string, input: { id: string; version?: number } & Values): Promise<unknown>
}

type Call = (procedure: string, input: unknown) => Promise<unknown>

interface Doors {
  query: Call
  mutation: Call
}

function callsThrough(resource: string, { query, mutation }: Doors): Calls {
  const reading = (verb: string) => (input: unknown) => query(`${resource}.${verb}`, input)
  const writing = (verb: string) => (input: unknown) => mutation(`${resource}.${verb}`, input)
  const calls = {
    list: reading('list'),
    get: reading('get'),
    history: reading('history'),
    create: writing('create'),
    update: writing('update'),
    remove: writing('remove'),
    updateMany: writing('updateMany'),
    removeMany: writing('removeMany'),
    restore: writing('restore'),
    purge: writing('purge'),
    revert: writing('revert'),
    transition: (verb: string, input: Values) => mutation(`${resource}.${verb}`, input),
  }
  return calls as Calls // resource() gives each of these verbs this shape for every noun; the noun's name is known only at run time
}

/** Calls the procedures of a resource whose name is not known before the program runs. */
export function callsOf(client: TRPCClient<AppRouter>, resource: string): Calls {
  const untyped = getUntypedClient(client)
  return callsThrough(resource, {
    query: (procedure, input) => untyped.query(procedure, input),
    mutation: (procedure, input) => untyped.mutation(procedure, input),
  })
}

/** The same calls in process, while a page renders. */
export function callsInProcess(caller: object, resource: string): Calls {
  const call: Call = (procedure, input) => {
    const [noun = '', verb = ''] = procedure.split('.')
    // tRPC's caller turns any path into a function, and refuses an unknown procedure when it is called.
    const run: (input: unknown) => Promise<unknown> = Reflect.get(Reflect.get(caller, noun), verb)
    return run(input)
  }
  return callsThrough(resource, { query: call, mutation: call })
}
