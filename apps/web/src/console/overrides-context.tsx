'use client'
import { type ComponentType, createContext, type ReactNode, useContext } from 'react'
import type { FieldInputProps } from './fields/field-input-props.ts'
import type { Resource, Row } from './types.ts'

/** The components that a feature supplies; everything else is generated from the description of its resource. */
export interface Overrides<Listed = Row, Full = Row> {
  /** The value of a field, in the table and beside the form. */
  readonly cells?: { readonly [Name in keyof Full]?: (props: { value: Full[Name]; row: Listed | Full }) => ReactNode }
  /** The input of a field. */
  readonly fields?: { readonly [Name in keyof Full]?: ComponentType<FieldInputProps> }
  /** Which custom verbs make sense for a row; all that the user may call, if not set. */
  readonly transitions?: { readonly [verb: string]: (row: Full) => boolean }
  /** The whole screen of the table. */
  readonly table?: ComponentType<{ resource: Resource }>
  /** The whole screen of a row. */
  readonly record?: ComponentType<{ resource: Resource; row: Full }>
}

const Context = createContext<Overrides>({})

/** The overrides of the resource that is shown. Passed down, so that an overriding component may itself use the generated ones. */
export const OverridesProvider = Context.Provider

export const useOverrides = (): Overrides => useContext(Context)
