import { PlinthError } from './errors.ts'

/** The originator of an act. Never a plain user: rules and events must distinguish a person from a program and from Plinth itself. */
export type Actor =
  | { readonly type: 'anonymous' }
  | {
      readonly type: 'user'
      readonly userId: string
      readonly sessionId: string
      readonly isOperator: boolean
      /** The user who really acts, while impersonating this user. */
      readonly impersonatorId?: string
    }
  | { readonly type: 'apiKey'; readonly keyId: string; readonly userId: string }
  | { readonly type: 'system'; readonly name: string }

export const anonymous: Actor = { type: 'anonymous' }

/** The user for whom the actor acts, or undefined for anonymous and system. */
export function userIdOf(actor: Actor): string | undefined {
  return actor.type === 'user' || actor.type === 'apiKey' ? actor.userId : undefined
}

/** The user for whom the actor acts. @throws PlinthError `SIGN_IN_REQUIRED` when there is none */
export function requireUserId(actor: Actor): string {
  const userId = userIdOf(actor)
  if (userId === undefined) throw new PlinthError('SIGN_IN_REQUIRED')
  return userId
}
