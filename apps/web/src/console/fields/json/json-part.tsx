'use client'
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import styles from './json.module.css'
import { JsonList } from './json-list.tsx'
import { JsonText, parsed } from './json-text.tsx'
import { labelOf } from './label.ts'
import type { PartProps } from './part-props.ts'
import { emptyOf, fits, type Schema, type Shape, shapeOf } from './shape.ts'

/** The inputs of a value, according to its schema; a value without inputs of its own is typed as JSON. */
export function JsonPart(props: PartProps): ReactNode {
  const { schema, root, value } = props
  const shape = shapeOf(schema, root)
  const isSet = value !== undefined && value !== null
  if (shape.kind === 'raw' || !fits(shape, value)) return <RawPart {...props} shape={shape} />
  if (shape.kind === 'object' || shape.kind === 'list') {
    if (!isSet) return <UnsetPart {...props} shape={shape} />
    return (
      <Group {...props} shape={shape}>
        {shape.kind === 'object' ? (
          <JsonObject {...props} shape={shape} />
        ) : (
          <JsonList {...props} item={shape.item} shape={shape} part={(item) => <JsonPart {...item} />} />
        )}
      </Group>
    )
  }
  return <PlainPart {...props} shape={shape} />
}

/** The label of a place in the form, its error, and its name for the focus. */
function inputOf({ label, path, problem, isRequired }: PartProps, { schema, isNullable }: Shape) {
  const place = path.join('.')
  return {
    label,
    size: 'md' as const,
    withAsterisk: isRequired && !isNullable,
    autoComplete: 'off',
    error: problem?.path === place ? problem.message : undefined,
    'data-json-path': place,
    ...(schema.description !== undefined && { description: schema.description }),
  }
}

/** What stands for nothing: null where it was null or has to be there, else the value is left out. */
function useEmpty({ value, isRequired }: PartProps, { isNullable }: Shape): null | undefined {
  const [wasNull] = useState(value === null)
  return isNullable && (wasNull || isRequired) ? null : undefined
}

function PlainPart(props: PartProps & { shape: Shape }) {
  const { shape, value, isRequired, onChange } = props
  const shared = inputOf(props, shape)
  const empty = useEmpty(props, shape)
  if (shape.kind === 'boolean' && isRequired && !shape.isNullable) {
    const { withAsterisk: _, autoComplete: __, ...box } = shared
    return <Checkbox {...box} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  }
  if (shape.kind === 'boolean' || shape.kind === 'choice') {
    const values = shape.kind === 'choice' ? shape.values.map((each) => ({ value: each, label: each })) : yesAndNo
    const isOpen = !isRequired || shape.isNullable
    return (
      <NativeSelect
        {...shared}
        data={[{ value: '', label: isOpen ? '–' : 'Choose…' }, ...values]}
        value={value === null || value === undefined ? '' : String(value)}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange(chosen === '' ? empty : shape.kind === 'boolean' ? chosen === 'true' : chosen)
        }
      />
    )
  }
  const text = value === null || value === undefined ? '' : String(value)
  if (shape.kind === 'number') {
    return (
      <TextInput
        {...shared}
        inputMode="decimal"
        // A text that is not a number yet stays as typed, and the form shows an error.
        defaultValue={text}
        onChange={({ currentTarget }) => onChange(numberIn(currentTarget.value) ?? empty)}
      />
    )
  }
  const type = shape.kind === 'text' ? shape.input : 'text'
  const { maxLength } = shape.schema
  const taken = (typed: string) => (typed === '' && (shape.isNullable || !isRequired) ? empty : typed)
  const isLong =
    type === 'text' && (maxLength === undefined || maxLength > maxLine) && shape.schema.format === undefined
  return isLong ? (
    <Textarea
      {...shared}
      rows={1}
      autosize={false}
      classNames={{ input: styles.growing ?? '' }}
      value={text}
      onChange={({ currentTarget }) => onChange(taken(currentTarget.value))}
    />
  ) : (
    <TextInput
      {...shared}
      type={type}
      value={text}
      onChange={({ currentTarget }) => onChange(taken(currentTarget.value))}
    />
  )
}

/** A text that may be longer gets a text area. */
const maxLine = 250

const yesAndNo = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

/** The number in a text, otherwise the text; undefined for an empty text. */
function numberIn(text: string): unknown {
  const typed = text.trim()
  if (typed === '') return undefined
  const number = Number(typed.replace(',', '.'))
  return Number.isFinite(number) ? number : typed
}

function JsonObject({ shape, ...props }: PartProps & { shape: Extract<Shape, { kind: 'object' }> }) {
  const { root, path, problem, onChange, onBroken } = props
  const value = Object(props.value) as Readonly<Record<string, unknown>> // `fits` has checked it
  return shape.properties.map(({ name, schema, isRequired }) => (
    <JsonPart
      key={name}
      {...{ schema, root, isRequired, problem, onBroken }}
      value={value[name]}
      label={shapeOf(schema, root).schema.title ?? labelOf(name)}
      path={[...path, name]}
      onChange={(changed) => {
        const { [name]: _, ...others } = value
        onChange(changed === undefined ? others : { ...value, [name]: changed })
      }}
    />
  ))
}

/** The frame around the parts of a value, with its name; an optional value can be removed. */
function Group({ shape, children, ...props }: PartProps & { shape: Shape; children: ReactNode }) {
  const { label, path, isRequired, problem, onChange } = props
  const empty = useEmpty(props, shape)
  // The value as a whole uses the label of its field.
  if (path.length === 0) return <div className={styles.parts}>{children}</div>
  const place = path.join('.')
  const mayGo = !isRequired || shape.isNullable
  return (
    <fieldset className={styles.group} data-json-path={place} tabIndex={-1}>
      <legend>{label}</legend>
      {shape.schema.description !== undefined && <p className={styles.hint}>{shape.schema.description}</p>}
      <div className={styles.parts}>{children}</div>
      {problem?.path === place && <p className={styles.error}>{problem.message}</p>}
      {mayGo && (
        <Button size="small" variant="quiet" onClick={() => onChange(empty)}>
          Remove {label.toLowerCase()}
        </Button>
      )}
    </fieldset>
  )
}

/** A missing object or list. */
function UnsetPart({ label, schema, root, path, problem, onChange, shape }: PartProps & { shape: Shape }) {
  const place = path.join('.')
  return (
    <div className={styles.unset}>
      <Button
        size="small"
        variant="default"
        data-json-path={place}
        onClick={() => onChange(startOf(shape, schema, root))}
      >
        Add {label.toLowerCase()}
      </Button>
      {problem?.path === place && <p className={styles.error}>{problem.message}</p>}
    </div>
  )
}

const startOf = (shape: Shape, schema: Schema, root: Schema): unknown =>
  emptyOf(shape.schema, root) ?? emptyOf(schema, root) ?? (shape.kind === 'list' ? [] : {})

function RawPart(props: PartProps & { shape: Shape }) {
  const { value, shape, onChange, onBroken, path } = props
  const { error, ...shared } = inputOf(props, shape)
  const empty = useEmpty(props, shape)
  return (
    <JsonText
      key={path.join('.')}
      shared={{ ...shared, description: [shared.description, 'As JSON.'].filter(Boolean).join(' ') }}
      error={error}
      defaultValue={value === undefined ? '' : JSON.stringify(value, null, 2)}
      onChange={(text) => {
        const value = parsed(text)
        onBroken(path.join('.'), value === undefined && text.trim() !== '' ? text : undefined)
        if (text.trim() === '') onChange(empty)
        else if (value !== undefined) onChange(value)
      }}
    />
  )
}
