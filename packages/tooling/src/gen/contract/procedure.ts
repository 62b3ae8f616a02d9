import type { z } from 'zod'

/** A procedure of the backend, as needed for the contract. */
export interface Procedure {
  readonly noun: string
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  /** The resource that it was generated from, if any, and the standard verb that it implements. */
  readonly definition: Resource | undefined
  readonly verb: StandardVerb | undefined
  /** The comment above it in its file. */
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
