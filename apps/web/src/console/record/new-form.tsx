'use client'
import { useMemo, useState } from 'react'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { Button, LinkButton } from '../../components/button.tsx'
import { useLeaveWarning } from '../../components/editor/use-leave-warning.ts'
import type { Resource, Row } from '../types.ts'
import { useCalls, useRefresh } from '../use-calls.ts'
import { FormFields, saveByKey } from './form-fields.tsx'
import { changedFields, presetDrafts } from './form-values.ts'
import styles from './record.module.css'
import { fieldsNamed, useRecordForm, valuesOf } from './use-record-form.ts'

interface NewFormProps {
  resource: Resource
  onCreated(row: Row): void
}

/** Creates a new row. */
export function NewForm({ resource, onCreated }: NewFormProps) {
  const calls = useCalls(resource.name)
  const refresh = useRefresh(resource.name)
  const fields = useMemo(() => fieldsNamed(resource.fields, resource.creates), [resource])
  const empty = useMemo(() => presetDrafts(fields), [fields])
  const [isDirty, setDirty] = useState(false)
  const form = useRecordForm(fields, {
    initialValues: empty,
    onChange: (drafts) => setDirty(changedFields(fields, drafts, empty).length > 0),
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: (drafts) => {
      // Untouched optional fields get the default of the model, which the form shows.
      const given = new Set(changedFields(fields, drafts, empty))
      return calls.create(
        valuesOf(
          fields.filter((field) => given.has(field) || !field.isOptional),
          drafts,
        ),
      )
    },
    onDone: (row) => {
      setDirty(false)
      void refresh()
      onCreated(row)
    },
  })
  useLeaveWarning(isDirty)
  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate onKeyDown={saveByKey}>
      <FormFields form={form} fields={fields} />
      <FormFailure failure={failure} />
      <div className={styles.bar}>
        <span role="status" className={styles.state}>
          {isDirty ? 'Not saved yet' : ''}
        </span>
        <LinkButton href={`/data/${resource.name}`} variant="quiet">
          Cancel
        </LinkButton>
        <Button type="submit" isBusy={isSending}>
          Create {resource.labels.one}
        </Button>
      </div>
    </form>
  )
}
