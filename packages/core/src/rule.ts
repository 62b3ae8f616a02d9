import { type Actor, userIdOf } from './actor.ts'
import type { Scalar, Where } from './where.ts'

/** Says for an actor: always, never, or for the rows of a `where`. There is no default: whoever declares a procedure gives one. */
export type Rule<Row extends object = Record<string, Scalar | null>> = (actor: Actor) => boolean | Where<Row>

/** A rule that needs no row to be decided. */
export type ActorRule = (actor: Actor) => boolean

export const everyone: ActorRule = () => true

/** For what cannot be done through this procedure at all. */
export const nobody: ActorRule = () => false

export const signedIn: ActorRule = (actor) => userIdOf(actor) !== undefined

/** Who runs the installation; and the installation itself, as which no request can act. */
export const operator: ActorRule = (actor) => actor.type === 'system' || (actor.type === 'user' && actor.isOperator)

/** Rows whose column holds the actor's user id. */
export function own<const Column extends string>(column: Column): Rule<Record<Column, string>> {
  return (actor) => {
    const userId = userIdOf(actor)
    // The computed key is a Column by construction; TypeScript widens computed keys to string.
    return userId === undefined ? false : ({ [column]: { equals: userId } } as Where<Record<Column, string>>)
  }
}

/** Rows that fulfil a `where` about whoever asks, by their user id; none for who is not signed in. */
export function byUser<Row extends object>(where: (userId: string) => Where<Row>): Rule<Row> {
  return (actor) => {
    const userId = userIdOf(actor)
    return userId !== undefined && where(userId)
  }
}

/** Rows that fulfil a fixed `where`, whoever asks. */
export function rows<Row extends object>(where: Where<Row>): Rule<Row> {
  return () => where
}

/** One of the rules is enough. */
export function any<Row extends object>(...rules: readonly Rule<Row>[]): Rule<Row> {
  return (actor) => {
    const open: Where<Row>[] = []
    for (const rule of rules) {
      const answer = rule(actor)
      if (answer === true) return true
      if (answer !== false) open.push(answer)
    }
    const [only] = open
    if (!only) return false
    return open.length === 1 ? only : either(open)
  }
}

/** All rules must hold. */
export function all<Row extends object>(...rules: readonly Rule<Row>[]): Rule<Row> {
  return (actor) => {
    const open: Where<Row>[] = []
    for (const rule of rules) {
      const answer = rule(actor)
      if (answer === false) return false
      if (answer !== true) open.push(answer)
    }
    const [only] = open
    if (!only) return true
    return open.length === 1 ? only : both(open)
  }
}

// A generic mapped type cannot be proven to accept its own AND and OR, although its definition names them.
const either = <Row extends object>(of: Where<Row>[]) => ({ OR: of }) as unknown as Where<Row>
const both = <Row extends object>(of: Where<Row>[]) => ({ AND: of }) as unknown as Where<Row>
