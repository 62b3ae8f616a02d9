import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { RowRule } from '@plinth/db/statement'
import type { z } from 'zod'
import type { Context } from '../../kit/context.ts'
import { invalidInput } from '../../kit/pipeline/invalid-input.ts'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import type { HttpCall } from '../request.ts'
import { readQuery } from '../rest/query.ts'

/** What a body may be, by its media type. Without an example one is made from the schema. */
export type Bodies = Readonly<Record<string, { readonly schema: z.ZodType; readonly example?: string }>>

/** Who comes through a door, after its rule was decided. */
export interface Visit extends HttpCall {
  readonly context: Context
  readonly actor: Actor
  /** What the door's rule leaves to be checked in statements. */
  readonly rule: RowRule
  /** What stands in the placeholder of the template. */
  readonly id: string
  /** Bytes that the files of one account take until they are imported, when not as usual. */
  readonly importQuotaBytes: number | undefined
}

/** A way in or out for files. The router and the OpenAPI document are made from it. */
export interface Door<Input = unknown> {
  /** `placesExport`: as the ids of routes are. */
  readonly id: string
  readonly method: 'GET' | 'POST'
  /** Below the base path: `/places/export`; `{id}` may stand in it. */
  readonly template: string
  readonly noun: string
  /** In the log: `places.export`. */
  readonly name: string
  readonly rule: Rule
  readonly summary: string
  readonly description: string
  /** The resource whose filters the query may hold. */
  readonly definition?: Definition
  readonly query: z.ZodType<Input>
  /** The file that comes in. */
  readonly takes?: Bodies
  /** When it went well. */
  readonly status: 200 | 201
  /** The file that goes out, or what is answered. */
  readonly gives: Bodies
  answer(visit: Visit, input: Input): Promise<void>
}

/**
 * What the query of a request says to a door; it is read as REST reads one.
 * @throws PlinthError `INVALID_INPUT` naming the parameter
 */
export function readDoorQuery<Input>({ query }: Pick<Door<Input>, 'query'>, search: string): Input {
  const parsed = query.safeParse(readQuery(search, query))
  if (!parsed.success) throw invalidInput(parsed.error)
  assertStorable(parsed.data)
  return parsed.data
}
