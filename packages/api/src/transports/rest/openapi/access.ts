import { anonymous } from '@plinth/core/actor'
import { normalise } from '@plinth/core/where'
import type { Route } from '../routes.ts'

/** Whether the procedure's own rule refuses whoever is not signed in, whatever the row. */
export function isRefusedToAnonymous({ procedure }: Route): boolean {
  const rule = procedure._def.meta?.rule
  return rule === undefined || normalise(rule(anonymous)) === false
}
