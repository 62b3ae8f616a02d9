'use client'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { TagsInput } from '@mantine/core'
import type { FieldInputProps } from './field-input-props.ts'
import { inputProps } from './input-props.ts'

/** Names without duplicates: Enter or a comma ends one. */
export function NamesInput(props: FieldInputProps) {
  const { name: _, ...shared } = inputProps(props)
  const { maxItems } = props.field.schema ?? {}
  return (
    <TagsInput
      {...shared}
      description={props.field.hint ?? 'Enter or a comma ends one.'}
      defaultValue={Array.isArray(props.defaultValue) ? props.defaultValue.map(String) : []}
      splitChars={[',']}
      acceptValueOnBlur
      {...(typeof maxItems === 'number' && { maxTags: maxItems })}
      onChange={props.onChange}
    />
  )
}
