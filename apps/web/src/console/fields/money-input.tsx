'use client'
import { TextInput } from '@mantine/core'
import type { FieldInputProps } from './field-input-props.ts'
import { Parts, usePart } from './parts.tsx'

/** An amount in decimal notation, and the code of its currency. */
export function MoneyInput(props: FieldInputProps) {
  const part = usePart(props)
  return (
    <Parts {...props} columns="minmax(0, 1fr) 7rem">
      <TextInput
        {...part('amount')}
        aria-label={`${props.field.label}: amount`}
        inputMode="decimal"
        placeholder="0.00"
      />
      <TextInput {...part('currency')} aria-label={`${props.field.label}: currency`} maxLength={3} placeholder="EUR" />
    </Parts>
  )
}
