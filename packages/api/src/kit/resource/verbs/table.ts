import type { ProcedureMeta } from '../../procedure-types.ts'
import { create } from './create.ts'
import { createMany } from './create-many.ts'
import { duplicate } from './duplicate.ts'
import { get } from './get.ts'
import { history } from './history.ts'
import { list } from './list.ts'
import { purge } from './purge.ts'
import { remove } from './remove.ts'
import { removeMany } from './remove-many.ts'
import { restore } from './restore.ts'
import { revert } from './revert.ts'
import type { TrashVerbs, Verbs } from './signatures.ts'
import { update } from './update.ts'
import { updateMany } from './update-many.ts'
import type { MutationVerb, QueryVerb, Verb } from './verb.ts'

/**
 * The standard verbs, each with all that procedures, REST, the API reference, the contract of the client, the console and the tests of access know of it.
 * To add one, write its file, its line here and its type in `signatures.ts`.
 */
export const standardVerbs = {
  /** Of every resource. */
  verbs: { get, list, create, duplicate, update, remove, createMany, updateMany, removeMany, history, revert },
  /** Of resources whose removed rows go to a trash. */
  trash: { restore, purge },
} satisfies {
  verbs: VerbsFor<Verbs<never, never, never, never, never, never, never>>
  trash: VerbsFor<TrashVerbs<never>>
}

/** One verb for each type of a procedure: it reads or writes as the type says, and its name is that of the line. */
type VerbsFor<Procedures> = {
  readonly [Name in keyof Procedures & string]: Procedures[Name] extends { _def: { type: 'query' } }
    ? QueryVerb<Name>
    : MutationVerb<Name>
}

const byName: Readonly<Record<string, Verb>> = { ...standardVerbs.verbs, ...standardVerbs.trash }

/** Whether the table has a verb of this name. */
export const isStandard = (name: string): boolean => Object.hasOwn(byName, name)

/** The standard verb that a procedure is, if a resource made it and it is one. */
export const standardVerb = ({ resource, verb = '' }: Pick<ProcedureMeta, 'resource' | 'verb'>): Verb | undefined =>
  resource && isStandard(verb) ? byName[verb] : undefined
