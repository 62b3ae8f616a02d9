import type { AppRouter, inferRouterOutputs } from '@plinth/api'

type Outputs = inferRouterOutputs<AppRouter>

/** A resource as the signed-in user may use it. */
export type Resource = Outputs['resources']['list'][number]
export type Field = Resource['fields'][number]
export type Filter = Resource['filters'][number]
export type Transition = Resource['transitions'][number]
export type RelatedLink = Resource['related'][number]

/** A relation that leads to a row in the trash. */
export type Trashed = Outputs['resources']['trashed'][number]

/** A row of any resource. The description of the resource lists its fields. */
export type Row = Readonly<Record<string, unknown>>

/** A row as a revert returns it. */
export type Reverted = Row & Pick<Outputs['articles']['revert'], 'notRestored'>

export interface Piece {
  readonly text: string
  readonly isFound: boolean
}

export interface Page {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
  readonly total: number | null
  readonly isTotalExact: boolean
  readonly highlights?: readonly Readonly<Record<string, readonly Piece[]>>[]
}

export type Condition = Readonly<Record<string, unknown>>

export interface ListInput {
  readonly cursor?: string
  readonly limit?: number
  readonly filter?: Readonly<Record<string, Condition>>
  readonly sort?: readonly string[]
  readonly search?: string
  readonly highlights?: boolean
  readonly total?: 'none' | 'exact' | 'estimated'
  readonly isTrash?: boolean
}

export type HistoryEntry = Outputs['articles']['history']['items'][number]
export type History = Outputs['articles']['history']
export type Batch = Outputs['articles']['removeMany']

export interface RowAddress {
  readonly id: string
  readonly version: number
}

/** The resources of the product with the types of their rows, for the overrides of a feature. */
export type RowsOf = {
  [Name in keyof Outputs as Outputs[Name] extends { list: { items: unknown[] }; get: unknown }
    ? Name
    : never]: Outputs[Name] extends { list: { items: (infer Listed)[] }; get: infer Full }
    ? { listed: Listed; full: Full }
    : never
}
