import type { Field } from '../types.ts'

/** The props of the input of a field. */
export interface FieldInputProps {
  readonly field: Field
  /** The initial value, in the form's representation. */
  readonly defaultValue: unknown
  readonly error: string | undefined
  readonly isRequired: boolean
  onChange(value: unknown): void
  /** Where forms register their inputs, to move the focus to the first invalid one. */
  readonly path: string | undefined
}
