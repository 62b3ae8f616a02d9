import type { Field } from '../types.ts'

/** What the input of a field is given. */
export interface FieldInputProps {
  readonly field: Field
  /** The value with which it starts, as it stands in the form. */
  readonly defaultValue: unknown
  readonly error: string | undefined
  readonly isRequired: boolean
  onChange(value: unknown): void
  /** Where forms note their inputs, to take the reader to the first that is wrong. */
  readonly path: string | undefined
}
