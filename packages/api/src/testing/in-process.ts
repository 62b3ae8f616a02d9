import type { Actor } from '@plinth/core/actor'
import { everyone } from '@plinth/core/rule'
import { readCredential } from '../identity/cookie.ts'
import type { RequestLog } from '../kit/context.ts'
import { enter } from '../kit/pipeline/gate.ts'
import { createSigner } from '../kit/signer.ts'
import { trpc } from '../kit/trpc.ts'
import { createContext } from '../transports/request.ts'
import type { TestUser } from './factories.ts'
import type { TestServer } from './test-server.ts'

const silent: RequestLog = {
  procedures: [],
  actor: '',
  error: undefined,
  sql: undefined,
  fault: () => undefined,
}

/** The context of a call of this user that does not arrive over HTTP, for procedures that are not in the product's router. */
export function contextFor(server: TestServer, { client }: Pick<TestUser, 'client'>, log: RequestLog = silent) {
  return createContext(
    { ...server.services, signer: createSigner('key') },
    {
      requestId: 'request',
      caller: { address: 'in-process', userAgent: undefined },
      credential: readCredential(client.headers(), false),
      cookie: { assertWritable: () => undefined, write: () => undefined },
      log: { ...log },
    },
  )
}

/** This user as the actor that the gate creates. */
export async function actorFor(server: TestServer, user: Pick<TestUser, 'client'>): Promise<Actor> {
  return (await enter(contextFor(server, user), { rule: everyone, path: 'test' })).actor
}

/** A row as any verb returns it. */
export type AnyRow = Record<string, unknown> & { id: string; version: number }

/** Calls a procedure by name. */
export type Run = <Output = AnyRow>(verb: string, input: object) => Promise<Output>

/** Calls procedures as one user, for tests that do not need their types. */
export function runnerOf(procedures: Record<string, never>, context: ReturnType<typeof contextFor>): Run {
  const api = trpc.router(procedures).createCaller(context) as Record<string, (input: object) => Promise<unknown>> // as the record is
  return async <Output>(verb: string, input: object) => {
    const call = api[verb]
    if (!call) throw new Error(`There is no procedure ${verb}.`)
    return (await call(input)) as Output // as the verb answers
  }
}

/** The outcome of a call: `OK`, or the code of its refusal. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (thrown: { cause?: { code?: string } }) => thrown.cause?.code ?? String(thrown),
  )
}
