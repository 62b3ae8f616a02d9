import { type Actor, userIdOf } from './actor.ts'
import type { Scalar, Where } from './where.ts'

/** The access that an actor has: always, never, or for the rows of a `where`. There is no default: every procedure declares a rule. */
export type Rule<Row extends object = Record<string, Scalar | null>> = (actor: Actor) => boolean | Where<Row>

/** A rule that is decided without a row. */
export type ActorRule = (actor: Actor) => boolean

export const everyone: ActorRule = () => true

/** For an operation that no actor can perform through this procedure. */
export const nobody: ActorRule = () => false

export const signedIn: ActorRule = (actor) => userIdOf(actor) !== undefined

/** The operators of the installation; and the installation itself, as which no request can act. */
export const operator: ActorRule = (actor) => actor.type === 'system' || (actor.type === 'user' && actor.isOperator)

/** Rows whose column contains the actor's user id. */
export function own<const Column extends string>(column: Column): Rule<Record<Column, string>> {
  return (actor) => {
    const userId = userIdOf(actor)
    // The computed key is a Column by construction; TypeScript widens computed keys to string.
    return userId === undefined ? false : ({ [column]: { equals: userId } } as Where<Record<Column, string>>)
  }
}

/** Rows that match a `where` built from the caller's user id; none for anonymous callers. */
export function byUser<Row extends object>(where: (userId: string) => Where<Row>): Rule<Row> {
  return (actor) => {
    const userId = userIdOf(actor)
    return userId !== undefined && where(userId)
  }
}

/** Rows that match a fixed `where`, regardless of the actor. */
export function rows<Row extends object>(where: Where<Row>): Rule<Row> {
  return () => where
}

/** At least one of the rules must hold. */
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

// TypeScript cannot prove that a generic mapped type accepts its own AND and OR, although its definition contains them.
const either = <Row extends object>(of: Where<Row>[]) => ({ OR: of }) as unknown as Where<Row>
const both = <Row extends object>(of: Where<Row>[]) => ({ AND: of }) as unknown as Where<Row>
