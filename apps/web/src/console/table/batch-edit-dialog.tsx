'use client'
import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import type { Failure } from '../../client/failure.ts'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { FieldInput } from '../fields/field-input.tsx'
import { draftOf, inputOf, NotReadable } from '../record/form-values.ts'
import type { Field, Resource } from '../types.ts'
import styles from './dialogs.module.css'

interface BatchEditDialogProps {
  resource: Resource
  /** As in '3 articles'. */
  count: string
  failure: Failure | undefined
  isBusy: boolean
  onSave(values: Record<string, unknown>): void
  onClose(): void
}

/** Sets one field of all selected rows. */
export function BatchEditDialog({ resource, count, failure, isBusy, onSave, onClose }: BatchEditDialogProps) {
  const id = useId()
  const fields = resource.updates.flatMap((name) => resource.fields.find((field) => field.name === name) ?? [])
  const [field, setField] = useState<Field | undefined>(fields[0])
  const [draft, setDraft] = useState<unknown>(field ? draftOf(field, undefined) : undefined)
  const [problem, setProblem] = useState<string>()
  if (!field) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    try {
      setProblem(undefined)
      onSave({ [field.name]: inputOf(field, draft) })
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error
      setProblem(error.message)
    }
  }
  // Every row is refused for the same reason: the new value.
  const refused = Object.values(failure?.fields ?? {}).flat()[0]
  return (
    <Dialog
      title={`Change ${count}`}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={id} isBusy={isBusy}>
            Change all
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={submit} noValidate>
        <NativeSelect
          label="Field"
          size="md"
          data={fields.map(({ name, label }) => ({ value: name, label }))}
          value={field.name}
          onChange={({ currentTarget: { value } }) => {
            const chosen = fields.find(({ name }) => name === value)
            setField(chosen)
            setProblem(undefined)
            setDraft(chosen ? draftOf(chosen, undefined) : undefined)
          }}
        />
        <FieldInput
          key={field.name}
          field={field}
          defaultValue={draftOf(field, undefined)}
          error={problem ?? refused}
          isRequired={false}
          path={undefined}
          onChange={setDraft}
        />
        {!refused && <FormFailure failure={failure} />}
      </form>
    </Dialog>
  )
}
