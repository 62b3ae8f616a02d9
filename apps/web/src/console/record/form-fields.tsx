'use client'
import type { UseFormReturnType } from '@mantine/form'
import { FieldInput } from '../fields/field-input.tsx'
import type { Field } from '../types.ts'
import type { Drafts } from './form-values.ts'
import { isRequired } from './use-record-form.ts'

interface FormFieldsProps {
  form: UseFormReturnType<Drafts>
  fields: readonly Field[]
}

/** The inputs of a form, one for each field. */
export function FormFields({ form, fields }: FormFieldsProps) {
  return fields.map((field) => {
    const { defaultValue, onChange, error, ...others } = form.getInputProps(field.name)
    const path: unknown = Reflect.get(others, 'data-path')
    return (
      <FieldInput
        key={form.key(field.name)}
        field={field}
        defaultValue={defaultValue}
        error={typeof error === 'string' ? error : undefined}
        isRequired={isRequired(field)}
        path={typeof path === 'string' ? path : undefined}
        onChange={onChange}
      />
    )
  })
}

/** For `onKeyDown` of a form: Ctrl+S and ⌘S save it. */
export function saveByKey(event: React.KeyboardEvent<HTMLFormElement>): void {
  if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}
