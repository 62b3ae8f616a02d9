'use client'
import { Textarea, TextInput } from '@mantine/core'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'
import { Parts, usePart } from './parts.tsx'

/** A postal address, with the lines of an envelope. */
export function AddressInput(props: FieldInputProps) {
  const part = usePart(props)
  const labelled = (name: string) => ({ ...part(name), classNames: { label: styles.partLabel ?? '' } })
  return (
    <Parts {...props} columns="9rem minmax(0, 1fr)">
      <Textarea {...labelled('lines')} label="Street, house, flat" rows={2} style={{ gridColumn: '1 / -1' }} />
      <TextInput {...labelled('postalCode')} label="Postal code" />
      <TextInput {...labelled('city')} label="City" />
      <TextInput {...labelled('country')} label="Country" placeholder="DE" maxLength={2} />
      <TextInput {...labelled('region')} label="Region" />
    </Parts>
  )
}
