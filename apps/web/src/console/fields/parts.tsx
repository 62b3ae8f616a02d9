'use client'
import { type ChangeEvent, type ReactNode, useId, useRef } from 'react'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'

type Values = Readonly<Record<string, string>>

/** Inputs for the parts of one value; each change reports the whole value. */
export function usePart({ field, defaultValue, error, onChange, path }: FieldInputProps) {
  const values = useRef(Object(defaultValue) as Values) // a draft of this kind is a record of texts
  return (name: string) => ({
    name: `${field.name}.${name}`,
    defaultValue: values.current[name] ?? '',
    size: 'md' as const,
    autoComplete: 'off',
    // The error is shown once, below all parts.
    error: error !== undefined,
    // On an error, the first part gets the focus.
    ...(path !== undefined && Object.keys(values.current)[0] === name && { 'data-path': path }),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      values.current = { ...values.current, [name]: event.currentTarget.value }
      onChange(values.current)
    },
  })
}

/** The frame around the parts of one value, with its label, its hint and its error. */
export function Parts({
  field,
  error,
  isRequired,
  columns,
  children,
}: FieldInputProps & { columns: string; children: ReactNode }) {
  const id = useId()
  return (
    <fieldset className={styles.parts} aria-describedby={error ? id : undefined}>
      <legend className={styles.label}>
        {field.label}
        {isRequired && <span aria-hidden="true"> *</span>}
      </legend>
      {field.hint !== null && <p className={styles.hint}>{field.hint}</p>}
      <div className={styles.partsGrid} style={{ gridTemplateColumns: columns }}>
        {children}
      </div>
      {error && (
        <p id={id} className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
