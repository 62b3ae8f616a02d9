'use client'
import { TextInput } from '@mantine/core'
import { useId } from 'react'
import type { FieldInputProps } from './field-input-props.ts'
import { Parts, usePart } from './parts.tsx'

/** A day and a time in the local time of a zone, and the zone. */
export function ZonedTimeInput(props: FieldInputProps) {
  const part = usePart(props)
  const zones = useId()
  return (
    <Parts {...props} columns="repeat(auto-fit, minmax(min(100%, 14rem), 1fr))">
      <TextInput {...part('at')} aria-label={`${props.field.label}: day and time`} type="datetime-local" step={1} />
      <TextInput
        {...part('zone')}
        aria-label={`${props.field.label}: time zone`}
        list={zones}
        placeholder="Europe/Berlin"
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </Parts>
  )
}
