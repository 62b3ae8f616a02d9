import type { FieldInputProps } from './field-input-props.ts'

/** The common props of all form inputs. */
export function inputProps({ field, error, isRequired, path }: FieldInputProps) {
  return {
    label: field.label,
    name: field.name,
    size: 'md' as const,
    autoComplete: field.kind === 'password' ? 'current-password' : 'off',
    withAsterisk: isRequired,
    error,
    ...(field.hint !== null && { description: field.hint }),
    ...(path !== undefined && { 'data-path': path }),
  }
}
