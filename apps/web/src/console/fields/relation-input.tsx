'use client'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { labelOfTarget } from '../names-of-rows.ts'
import { useTrashedInForm } from '../trashed.tsx'
import type { Field, Row } from '../types.ts'
import { keyOf, useCalls } from '../use-calls.ts'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'
import { inputProps } from './input-props.ts'

/** Chooses a row of another resource, among those that the user may see. */
export function RelationInput(props: FieldInputProps) {
  const { target } = props.field
  return target ? <RowSelect {...props} target={target} /> : null
}

const asRow = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Row) : null) // a row of the target, or null

function RowSelect({ target, ...props }: FieldInputProps & { target: NonNullable<Field['target']> }) {
  const { field, onChange } = props
  const calls = useCalls(target.resource)
  const [chosen, setChosen] = useState(asRow(props.defaultValue))
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim().slice(0, 200), 200)
  const shownLabel = chosen ? labelOfTarget(target, chosen) : ''
  // The label of the chosen row is the text of the field, as if it had been typed.
  const search = target.canSearch && text !== '' && text !== shownLabel ? text : undefined
  const found = useQuery({
    queryKey: keyOf(target.resource, 'choose', search),
    queryFn: () => calls.list({ limit: target.canSearch ? 20 : 100, ...(search !== undefined && { search }) }),
    placeholderData: keepPreviousData,
  })
  const rows = found.data?.items ?? []
  // The chosen row always has a label; it is offered if it is among the rows found.
  const byId = new Map([...rows, ...(chosen ? [chosen] : [])].map((row) => [String(row.id), row]))
  const offered = new Set(rows.map(({ id }) => String(id)))
  const { autoComplete: _, ...shared } = inputProps(props)
  const trashed = useTrashedInForm(field)
  const isTrashed =
    trashed && !chosen && `${trashed.title ?? 'Its row'} is in the trash: restore it, or choose another one.`
  return (
    <Select
      {...shared}
      {...(isTrashed && { description: [field.hint, isTrashed].filter(Boolean).join(' ') })}
      data={[...byId].map(([value, row]) => ({ value, label: labelOfTarget(target, row) }))}
      value={chosen ? String(chosen.id) : null}
      searchable
      clearable={field.takesNull}
      // Choosing the chosen row again does not clear it.
      allowDeselect={false}
      {...(target.canSearch && {
        filter: ({ options }) => options.filter((option) => 'value' in option && offered.has(option.value)),
      })}
      renderOption={({ option }) => <Choice target={target} row={byId.get(option.value)} label={option.label} />}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={found.isPending ? 'Looking…' : 'Nothing found'}
      onChange={(id) => {
        const row = id === null ? null : (byId.get(id) ?? null)
        setChosen(row)
        onChange(row)
      }}
    />
  )
}

/** A row to choose, with a detail that distinguishes it from others of the same name. */
function Choice({ target, row, label }: { target: NonNullable<Field['target']>; row: Row | undefined; label: string }) {
  const more = target.fields
    .filter((name) => name !== 'id')
    .map((name) => row?.[name])
    .filter((value) => typeof value === 'string' && value !== '' && value !== label && !value.includes('://'))
  return (
    <span className={styles.choice}>
      {label}
      {more.length > 0 && <span>{more.join(', ')}</span>}
    </span>
  )
}
