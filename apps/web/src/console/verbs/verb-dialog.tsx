'use client'
import { useRouter } from 'next/navigation'
import { useId, useMemo, useState } from 'react'
import type { Failure } from '../../client/failure.ts'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { showToast } from '../../client/toasts.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { counted, nameOf } from '../names-of-rows.ts'
import { FormFields } from '../record/form-fields.tsx'
import { changedFields, presetDrafts } from '../record/form-values.ts'
import { useRecordForm, valuesOf } from '../record/use-record-form.ts'
import styles from '../table/dialogs.module.css'
import type { Resource, Row, Transition } from '../types.ts'
import { useCalls, useRefreshAll } from '../use-calls.ts'
import { isRemoval, notYours, type Outcome, runVerb } from './run-verb.ts'
import { VerbRefusals } from './verb-refusals.tsx'

interface VerbDialogProps {
  resource: Resource
  verb: Transition
  rows: readonly Row[]
  onClose(): void
  /** Called when the verb succeeded for all rows. */
  onDone(): void
}

/** Asks for the input of a verb, or for a confirmation, and calls it for each row. */
export function VerbDialog({ resource, verb, rows, onClose, onDone }: VerbDialogProps) {
  const { labels } = resource
  const id = useId()
  const router = useRouter()
  const calls = useCalls(resource.name)
  const refresh = useRefreshAll()
  const [refused, setRefused] = useState<Outcome>()
  const { fields } = verb
  const empty = useMemo(() => presetDrafts(fields), [fields])
  const form = useRecordForm(fields, { initialValues: empty, onChange: () => undefined })
  const [only] = rows
  const isOne = rows.length === 1 && only !== undefined
  const what = isOne ? `“${nameOf(resource, only)}”` : counted(rows.length, labels)
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: (drafts) => {
      const typed = new Set(changedFields(fields, drafts, empty))
      const given = fields.filter((field) => typed.has(field) || !field.isOptional)
      return runVerb({ calls, labels, verb, rows, values: valuesOf(given, drafts) })
    },
    onDone: (outcome) => {
      void refresh()
      if (outcome.refusals.length > 0) return setRefused(outcome)
      showToast({ message: `${verb.label}: done${isOne ? '' : ` for ${what}`}.` })
      onDone()
      const [made] = outcome.made
      if (isOne && made !== undefined) router.push(`/data/${resource.name}/${made}`)
    },
  })
  if (refused)
    return (
      <VerbRefusals resource={resource} verb={verb} outcome={refused} onClose={refused.done > 0 ? onDone : onClose} />
    )
  return (
    <Dialog
      title={`${verb.label}: ${what}`}
      describedBy={`${id}-about`}
      isNarrow={fields.length === 0}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={id} isBusy={isSending} {...(isRemoval(verb) && { variant: 'danger' })}>
            {verb.label}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={onSubmit} method="post" noValidate>
        <p id={`${id}-about`}>{aboutOf(verb, labels, isOne)}</p>
        <FormFields form={form} fields={fields} />
        <FormFailure failure={failure && inWords(failure, labels)} />
      </form>
    </Dialog>
  )
}

const aboutOf = ({ about }: Transition, { one, many }: Resource['labels'], isOne: boolean): string =>
  isOne
    ? (about ?? `The ${one} is changed at once.`)
    : `This is done for each of the ${many} in turn. If one is refused, it stays done for the others.`

const inWords = (failure: Failure, labels: Resource['labels']): Failure =>
  failure.code === 'NOT_FOUND' ? { ...failure, message: notYours(labels) } : failure
