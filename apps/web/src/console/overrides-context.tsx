'use client'
import { type ComponentType, createContext, type ReactNode, useContext } from 'react'
import type { FieldInputProps } from './fields/field-input-props.ts'
import type { Resource, Row } from './types.ts'

/** What a feature shows by components of its own; everything else is made from its description. */
export interface Overrides<Listed = Row, Full = Row> {
  /** The value of a field, in the table and beside the form. */
  readonly cells?: { readonly [Name in keyof Full]?: (props: { value: Full[Name]; row: Listed | Full }) => ReactNode }
  /** The input of a field. */
  readonly fields?: { readonly [Name in keyof Full]?: ComponentType<FieldInputProps> }
  /** Which of its own verbs make sense for a row; all that the person may call where nothing is said. */
  readonly transitions?: { readonly [verb: string]: (row: Full) => boolean }
  /** The whole screen of the table. */
  readonly table?: ComponentType<{ resource: Resource }>
  /** The whole screen of a row. */
  readonly record?: ComponentType<{ resource: Resource; row: Full }>
}

const Context = createContext<Overrides>({})

/** What the resource that is shown replaces. Handed down, so that such a component may itself use ours. */
export const OverridesProvider = Context.Provider

export const useOverrides = (): Overrides => useContext(Context)
