'use client'
import { Textarea, TextInput } from '@mantine/core'
import type { FieldInputProps } from './field-input-props.ts'
import { Parts, usePart } from './parts.tsx'

/** A postal address, as it is written on an envelope. */
export function AddressInput(props: FieldInputProps) {
  const part = usePart(props)
  return (
    <Parts {...props} columns="9rem minmax(0, 1fr)">
      <Textarea {...part('lines')} label="Street, house, flat" rows={2} style={{ gridColumn: '1 / -1' }} />
      <TextInput {...part('postalCode')} label="Postal code" />
      <TextInput {...part('city')} label="City" />
      <TextInput {...part('country')} label="Country" placeholder="DE" maxLength={2} />
      <TextInput {...part('region')} label="Region" />
    </Parts>
  )
}
