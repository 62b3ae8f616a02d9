import { PlinthError } from '@plinth/core/errors'
import { definitions } from '../../definitions.ts'
import type { Context } from '../../kit/context.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import type { HttpCall } from '../request.ts'

/** A call with what it asks for. */
export interface TransferCall extends HttpCall {
  readonly context: Context
  readonly query: URLSearchParams
}

/** @throws PlinthError `NOT_FOUND` when there is no resource of this name */
export function resourceOf(name: string): Definition {
  const found = Object.hasOwn(definitions, name) ? definitions[name] : undefined
  if (!found) throw new PlinthError('NOT_FOUND')
  return found
}
