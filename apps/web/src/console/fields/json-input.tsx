'use client'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import type { FieldInputProps } from './field-input-props.ts'
import { inputProps } from './input-props.ts'
import styles from './json/json.module.css'
import { JsonPart } from './json/json-part.tsx'
import { JsonText, parsed } from './json/json-text.tsx'
import { placed } from './json/problem.ts'
import { fits, type Schema, shapeOf } from './json/shape.ts'

/** JSON as a form of its schema, or as text if the schema does not say enough or the user prefers it. */
export function JsonInput(props: FieldInputProps) {
  const schema = (props.field.schema ?? {}) as Schema // as zod generates it
  if (shapeOf(schema, schema).kind === 'raw')
    return (
      <JsonText
        shared={inputProps(props)}
        error={props.error}
        defaultValue={String(props.defaultValue ?? '')}
        onChange={props.onChange}
      />
    )
  return <SchemaInput {...props} schema={schema} />
}

/** Moves the focus to the part of the value that a message is about. */
function focusPart(within: HTMLElement, error: string): void {
  const { path = '' } = placed(error) ?? {}
  const wanted = path === '' ? 'input, textarea, select, button' : `[data-json-path="${path}"]`
  within.querySelector<HTMLElement>(wanted)?.focus()
}

function SchemaInput({ schema, ...props }: FieldInputProps & { schema: Schema }) {
  const { field, error, isRequired, path } = props
  const id = useId()
  const [text, setText] = useState(() => String(props.defaultValue ?? ''))
  const [value, setValue] = useState<unknown>(() => parsed(text))
  const shape = shapeOf(schema, schema)
  const isReadable = text.trim() === '' || (value !== undefined && fits(shape, value))
  const [isText, setIsText] = useState(!isReadable)
  const place = useRef<HTMLFieldSetElement>(null)
  const problem = placed(error)
  /** Parts that are not valid JSON yet, by their places: they prevent saving, and the form says why. */
  const unread = useRef(new Map<string, string>())
  const tell = (written: string) => props.onChange([...unread.current.values()][0] ?? written)
  const write = (written: string) => {
    unread.current.clear()
    setText(written)
    setValue(parsed(written))
    props.onChange(written)
  }
  // A form that is refused focuses its first invalid field: if it is this one, the focus moves on to the part.
  useEffect(() => {
    if (error !== undefined && place.current?.contains(document.activeElement)) focusPart(place.current, error)
  }, [error])
  return (
    <fieldset
      ref={place}
      className={styles.whole}
      aria-describedby={error ? id : undefined}
      data-path={path}
      tabIndex={-1}
      onFocus={({ target, currentTarget }) => {
        if (target === currentTarget && error !== undefined) focusPart(currentTarget, error)
      }}
    >
      <legend>
        {field.label}
        {isRequired && <span aria-hidden="true"> *</span>}
      </legend>
      <div className={styles.head}>
        <p className={styles.hint}>{field.hint}</p>
        <Button
          size="small"
          variant="quiet"
          disabled={isText && !isReadable}
          onClick={() => {
            write(text)
            setIsText(!isText)
          }}
        >
          {isText ? `Edit ${field.label.toLowerCase()} as a form` : `Edit ${field.label.toLowerCase()} as JSON`}
        </Button>
      </div>
      {isText ? (
        <JsonText
          shared={{ 'aria-label': `${field.label} as JSON`, size: 'md' }}
          error={undefined}
          defaultValue={text}
          onChange={write}
        />
      ) : (
        <JsonPart
          schema={schema}
          root={schema}
          value={value}
          label={field.label}
          isRequired={isRequired}
          path={[]}
          problem={problem}
          onChange={(changed) => {
            setValue(changed)
            const written = changed === undefined || changed === null ? '' : JSON.stringify(changed, null, 2)
            setText(written)
            tell(written)
          }}
          onBroken={(place, broken) => {
            for (const known of unread.current.keys())
              if (known === place || known.startsWith(`${place}.`)) unread.current.delete(known)
            if (broken !== undefined) unread.current.set(place, broken)
            tell(text)
          }}
        />
      )}
      {problem && (isText || problem.path === '') && (
        <p id={id} className={styles.error}>
          {isText ? error : problem.message}
        </p>
      )}
    </fieldset>
  )
}
