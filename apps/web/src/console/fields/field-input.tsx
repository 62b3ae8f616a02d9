'use client'
import '@mantine/core/styles/Input.layer.css'
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { useState } from 'react'
import { useOverrides } from '../overrides-context.tsx'
import { AddressInput } from './address-input.tsx'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'
import { inputProps } from './input-props.ts'
import { JsonInput } from './json-input.tsx'
import { ListInput } from './list-input.tsx'
import { MarkdownInput } from './markdown-input.tsx'
import { MoneyInput } from './money-input.tsx'
import { NamesInput } from './names-input.tsx'
import { RelationInput } from './relation-input.tsx'
import { ZonedTimeInput } from './zoned-time-input.tsx'

/** The input of a field: according to its kind, unless the feature has its own. */
export function FieldInput(props: FieldInputProps) {
  const { fields } = useOverrides()
  const Own = fields?.[props.field.name]
  return Own ? <Own {...props} /> : <InputByKind {...props} />
}

function InputByKind(props: FieldInputProps) {
  const { field } = props
  switch (field.kind) {
    case 'markdown':
      return <MarkdownInput {...props} />
    case 'json':
      return <JsonInput {...props} />
    case 'names':
      return <NamesInput {...props} />
    case 'list':
      return <ListInput {...props} />
    case 'one':
      return <RelationInput {...props} />
    case 'money':
      return <MoneyInput {...props} />
    case 'address':
      return <AddressInput {...props} />
    case 'zonedTime':
      return <ZonedTimeInput {...props} />
    case 'boolean':
      return field.takesNull ? <ChoiceInput {...props} choices={yesAndNo} /> : <BooleanInput {...props} />
    case 'choice':
      return <ChoiceInput {...props} choices={(field.choices ?? []).map((value) => ({ value, label: value }))} />
    default:
      return <TextField {...props} />
  }
}

const yesAndNo = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

const typeOf: Readonly<Record<string, string>> = {
  email: 'email',
  password: 'password',
  url: 'url',
  date: 'date',
  dateTime: 'datetime-local',
}
const numeric = ['integer', 'bigint', 'number', 'decimal']
/** A text that may be longer gets a text area. */
const maxLine = 250

function TextField(props: FieldInputProps) {
  const { field, defaultValue, onChange } = props
  const { maxLength } = field.schema ?? {}
  const shared = inputProps(props)
  // A single line would drop the line breaks of a value. The kind of input does not change while the user types.
  const [hasBreaks] = useState(() => /[\r\n]/.test(String(defaultValue ?? '')))
  const isLong = field.kind === 'text' && (hasBreaks || typeof maxLength !== 'number' || maxLength > maxLine)
  if (isLong) {
    return (
      <Textarea
        {...shared}
        defaultValue={String(defaultValue ?? '')}
        rows={2}
        classNames={{ input: styles.growing ?? '' }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  const isNumber = numeric.includes(field.kind)
  return (
    <TextInput
      {...shared}
      defaultValue={String(defaultValue ?? '')}
      type={typeOf[field.kind] ?? 'text'}
      {...(field.kind === 'dateTime' && { step: 1, description: [field.hint, 'In UTC.'].filter(Boolean).join(' ') })}
      {...(isNumber && { inputMode: 'decimal' as const })}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function BooleanInput(props: FieldInputProps) {
  const { defaultValue, onChange } = props
  const { withAsterisk: _, ...shared } = inputProps(props)
  return (
    <Checkbox
      {...shared}
      defaultChecked={defaultValue === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

function ChoiceInput({ choices, ...props }: FieldInputProps & { choices: { value: string; label: string }[] }) {
  const { field, defaultValue, onChange } = props
  // A form makes no choice for the user: an empty choice is shown as such.
  // It stays among the choices: without it, the browser would select another one.
  const [isEmpty] = useState(defaultValue === '')
  const data =
    field.takesNull || isEmpty ? [{ value: '', label: field.takesNull ? '–' : 'Choose…' }, ...choices] : choices
  return (
    <NativeSelect
      {...inputProps(props)}
      data={data}
      defaultValue={String(defaultValue ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
