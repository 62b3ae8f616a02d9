'use client'
import { useForm } from '@mantine/form'
import type { Field } from '../types.ts'
import { type Drafts, inputOf, NotReadable } from './form-values.ts'

/** Fields of these names, in this order. */
export const fieldsNamed = (fields: readonly Field[], names: readonly string[]): Field[] =>
  names.flatMap((name) => fields.find((field) => field.name === name) ?? [])

/** Whether a form may not be sent while the field is empty. */
export function isRequired({ kind, schema, isNullable, isOptional }: Field): boolean {
  if (isNullable || kind === 'boolean' || kind === 'names') return false
  if (kind === 'text' || kind === 'markdown') return !isOptional && !mayBeEmpty(schema)
  return !isOptional
}

function mayBeEmpty(schema: Field['schema']): boolean {
  const { minLength, pattern } = schema ?? {}
  if (typeof minLength === 'number' && minLength > 0) return false
  return typeof pattern !== 'string' || new RegExp(pattern).test('')
}

/** What is wrong with a draft before anyone is asked. The backend has the last word; this saves the way to it. */
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

/** The form of these fields. */
export function useRecordForm(fields: readonly Field[], initialValues: Drafts, onChange?: (drafts: Drafts) => void) {
  return useForm<Drafts>({
    mode: 'uncontrolled',
    initialValues,
    validate: Object.fromEntries(fields.map((field) => [field.name, (draft: unknown) => problemOf(field, draft)])),
    ...(onChange && { onValuesChange: onChange }),
  })
}

/** What these fields are sent as. */
export const valuesOf = (fields: readonly Field[], drafts: Drafts): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.name, inputOf(field, drafts[field.name])]))
