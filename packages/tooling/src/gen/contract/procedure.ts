import type { z } from 'zod'

/** What the contract says of one procedure, as the backend has it. */
export interface Procedure {
  readonly noun: string
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  /** The resource that made it, if one did, and the standard verb that it is. */
  readonly definition: Resource | undefined
  readonly verb: StandardVerb | undefined
  /** What stands above it in its file. */
  readonly comment: string | undefined
}

/** A verb of the backend's table, as far as its types are concerned; see `VerbContract` there. */
export interface StandardVerb {
  output(definition: Resource): z.ZodType
  readonly contract?: {
    input?(definition: Resource): string
    output?(schemas: Resource['schemas'], print: (schema: z.ZodType) => string): string
  }
}

/** A resource, as far as its types are concerned. */
export interface Resource {
  readonly labels: { readonly one: string }
  readonly keys: readonly string[]
  readonly model: { readonly columns: Readonly<Record<string, { readonly type: string }>> }
  readonly schemas: Readonly<Record<'row' | 'listed' | 'written' | 'create' | 'update' | 'filter', z.ZodObject>>
  readonly filters: Readonly<Record<string, { readonly field: { readonly kind: string } }>>
}
