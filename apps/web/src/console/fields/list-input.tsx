'use client'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { TagsInput } from '@mantine/core'
import type { FieldInputProps } from './field-input-props.ts'
import { inputProps } from './input-props.ts'

const texts: readonly (string | null)[] = ['text', 'email', 'url']

/** A list of values in their order: Enter ends an entry, and so does a comma, unless the entries are text. */
export function ListInput(props: FieldInputProps) {
  const { name: _, ...shared } = inputProps(props)
  const { field } = props
  const { maxItems } = field.schema ?? {}
  const isText = texts.includes(field.item)
  const choices = field.item === 'boolean' ? ['true', 'false'] : (field.choices ?? [])
  return (
    <TagsInput
      {...shared}
      description={field.hint ?? (isText ? 'Enter ends one.' : 'Enter or a comma ends one.')}
      defaultValue={Array.isArray(props.defaultValue) ? props.defaultValue.map(String) : []}
      data={choices}
      splitChars={isText ? [] : [',']}
      allowDuplicates
      acceptValueOnBlur
      {...(typeof maxItems === 'number' && { maxTags: maxItems })}
      onChange={props.onChange}
    />
  )
}
