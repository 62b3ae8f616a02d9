'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { showToast } from '../../client/toasts.tsx'
import { Button } from '../../components/button.tsx'
import { useLeaveWarning } from '../../components/editor/use-leave-warning.ts'
import { addressOf } from '../names-of-rows.ts'
import type { Field, Resource, Row } from '../types.ts'
import { keyOf, useCalls, useRefresh } from '../use-calls.ts'
import { ConflictPanel } from './conflict-panel.tsx'
import { FormFields, saveByKey } from './form-fields.tsx'
import { changedFields, type Drafts, draftsOf } from './form-values.ts'
import styles from './record.module.css'
import { useRecordForm, valuesOf } from './use-record-form.ts'

interface EditFormProps {
  resource: Resource
  fields: readonly Field[]
  row: Row
}

/** Changes the fields of a row. It sends only the changed fields. */
export function EditForm({ resource, fields, row }: EditFormProps) {
  const { name, labels } = resource
  const calls = useCalls(name)
  const queryClient = useQueryClient()
  const refresh = useRefresh(name)
  /** The row that the form began with, or was last saved as. */
  const [base, setBase] = useState(row)
  const [isDirty, setDirty] = useState(false)
  const form = useRecordForm(fields, {
    initialValues: draftsOf(fields, row),
    unchanged: draftsOf(fields, base),
    onChange: (drafts) => setDirty(changedFields(fields, drafts, draftsOf(fields, base)).length > 0),
  })
  const show = (newest: Row, drafts: Drafts = draftsOf(fields, newest)) => {
    setBase(newest)
    form.setInitialValues(drafts)
    form.setValues(drafts)
    setDirty(changedFields(fields, drafts, draftsOf(fields, newest)).length > 0)
  }
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: async (drafts) => {
      const changed = changedFields(fields, drafts, draftsOf(fields, base))
      if (changed.length === 0) return undefined
      await calls.update({ ...valuesOf(changed, drafts, base), ...addressOf(base) })
      return calls.get({ id: addressOf(base).id })
    },
    onDone: (saved) => {
      if (!saved) return showToast({ message: 'Nothing was changed, so there was nothing to save.' })
      show(saved)
      queryClient.setQueryData(keyOf(name, 'row', addressOf(saved).id), saved)
      void refresh()
      showToast({ message: 'Saved.' })
    },
  })
  useLeaveWarning(isDirty)

  // biome-ignore lint/correctness/useExhaustiveDependencies: run only when another version of the row arrives
  useEffect(() => {
    if (addressOf(row).version === addressOf(base).version) return
    const isSameText = changedFields(fields, draftsOf(fields, row), draftsOf(fields, base)).length === 0
    // What is typed stays: if it conflicts with another change, saving reports it.
    if (isSameText) setBase(row)
    else if (!isDirty) show(row)
  }, [row])

  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate onKeyDown={saveByKey}>
      <FormFields form={form} fields={fields} />
      {failure?.code === 'CONFLICT' ? (
        <ConflictPanel
          resource={resource}
          fields={fields}
          base={base}
          mine={form.getValues}
          read={() => calls.get({ id: addressOf(base).id })}
          onMerged={show}
        />
      ) : (
        <FormFailure
          failure={
            failure?.code === 'NOT_FOUND'
              ? {
                  ...failure,
                  message: `It was not saved: you may not change this ${labels.one}, or it is not there any more.`,
                }
              : failure
          }
        />
      )}
      <div className={styles.bar}>
        <span role="status" className={styles.state}>
          {isDirty ? 'Not saved yet' : ''}
        </span>
        {isDirty && (
          <Button variant="quiet" onClick={() => show(base)}>
            Discard changes
          </Button>
        )}
        <Button type="submit" isBusy={isSending}>
          Save changes
        </Button>
      </div>
    </form>
  )
}
