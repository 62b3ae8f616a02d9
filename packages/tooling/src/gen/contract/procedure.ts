import type { z } from 'zod'

/** What the contract says of one procedure, as the backend has it. */
export interface Procedure {
  readonly noun: string
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  readonly verb: string | undefined
  readonly definition: Resource | undefined
  /** What stands above it in its file. */
  readonly comment: string | undefined
}

/** A resource, as far as its types are concerned. */
export interface Resource {
  readonly labels: { readonly one: string }
  readonly keys: readonly string[]
  readonly model: { readonly columns: Readonly<Record<string, { readonly type: string }>> }
  readonly schemas: Readonly<Record<'row' | 'listed' | 'written' | 'create' | 'update' | 'filter', z.ZodObject>>
  readonly filters: Readonly<Record<string, { readonly field: { readonly kind: string } }>>
}
