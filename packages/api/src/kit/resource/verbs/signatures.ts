import type { ReadProcedure, WriteProcedure } from '../../procedure-types.ts'
import type { Removal, RowAddress } from '../action-types.ts'
import type { Batch, History, NotRestored, Page } from './answers.ts'

// The types of the procedures that the verbs of the table make, one line each. They are apart from the table because the declarations of features lead
// here, and may lead to no schema. The table does not compile without a line for each of its verbs.

/** Verbs of every resource. */
export interface Verbs<KeyInput, FullRow, ListedRow, ListInput, CreateInput, UpdateInput, Written> {
  get: ReadProcedure<KeyInput, FullRow>
  list: ReadProcedure<ListInput, Page<ListedRow>>
  create: WriteProcedure<CreateInput, Written>
  duplicate: WriteProcedure<{ id: string } & { [Name in keyof CreateInput]?: CreateInput[Name] | undefined }, Written>
  update: WriteProcedure<UpdateInput & RowAddress, Written>
  remove: WriteProcedure<Removal, { id: string }>
  createMany: WriteProcedure<{ items: CreateInput[] }, Batch<Written>>
  updateMany: WriteProcedure<{ items: (UpdateInput & RowAddress)[] }, Batch<Written>>
  removeMany: WriteProcedure<{ items: Removal[] }, Batch<{ id: string }>>
  history: ReadProcedure<{ id: string; cursor?: string | undefined; limit?: number | undefined }, History>
  revert: WriteProcedure<RowAddress & { eventId: string }, Written & NotRestored>
}

/** Verbs of a resource whose removed rows go to a trash. */
export interface TrashVerbs<Written> {
  restore: WriteProcedure<RowAddress, Written>
  purge: WriteProcedure<Removal, { id: string }>
}
