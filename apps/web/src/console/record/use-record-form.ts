'use client'
import { useForm } from '@mantine/form'
import type { Field, Row } from '../types.ts'
import { changedFields, type Drafts, inputOf, NotReadable } from './form-values.ts'

/** The fields with these names, in this order. */
export const fieldsNamed = (fields: readonly Field[], names: readonly string[]): Field[] =>
  names.flatMap((name) => fields.find((field) => field.name === name) ?? [])

/** Whether a form may not be sent while the field is empty. */
export function isRequired({ kind, schema, takesNull, isOptional }: Field): boolean {
  if (takesNull || kind === 'boolean' || kind === 'names' || kind === 'list') return false
  if (kind === 'text' || kind === 'markdown') return !isOptional && !mayBeEmpty(schema)
  return !isOptional
}

function mayBeEmpty(schema: Field['schema']): boolean {
  const { minLength, pattern } = schema ?? {}
  if (typeof minLength === 'number' && minLength > 0) return false
  return typeof pattern !== 'string' || new RegExp(pattern).test('')
}

/** The error of a draft, found without a request. The backend decides; this saves a request. */
function problemOf(field: Field, draft: unknown): string | null {
  if (isRequired(field) && (draft === null || String(draft).trim() === '')) return `${field.label} is needed.`
  try {
    inputOf(field, draft)
    return null
  } catch (error) {
    if (error instanceof NotReadable) return error.message
    throw error
  }
}

interface RecordForm {
  initialValues: Drafts
  /** The values of the row: an unchanged value was not typed here, and is not checked. */
  unchanged?: Drafts
  onChange(drafts: Drafts): void
}

/** The form of these fields. */
export function useRecordForm(fields: readonly Field[], { initialValues, unchanged, onChange }: RecordForm) {
  const rule = (field: Field) => (draft: unknown, drafts: Drafts) =>
    unchanged && changedFields([field], drafts, unchanged).length === 0 ? null : problemOf(field, draft)
  return useForm<Drafts>({
    mode: 'uncontrolled',
    initialValues,
    validate: Object.fromEntries(fields.map((field) => [field.name, rule(field)])),
    onValuesChange: onChange,
  })
}

/** The input for these fields, of a new row or of a stored one. */
export const valuesOf = (fields: readonly Field[], drafts: Drafts, stored: Row = {}): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.name, inputOf(field, drafts[field.name], stored[field.name])]))
