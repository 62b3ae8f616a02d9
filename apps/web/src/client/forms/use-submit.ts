'use client'
import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type Failure, failureOf } from '../failure.ts'

type FormValues = Record<string, unknown>

interface SubmitOptions<Values, Output> {
  /** `action` is the value of the button that was pressed. */
  send(values: Values, action: string | undefined): Promise<Output>
  onDone(output: Output, values: Values): void
}

interface Submit {
  /** For `<form onSubmit>`. */
  onSubmit(event: FormEvent<HTMLFormElement>): void
  readonly isSending: boolean
  /** Errors that belong to no single field. */
  readonly failure: Failure | undefined
}

/** Sends a form to a procedure, shows the errors beside the fields, and moves the focus to the first of them. */
export function useSubmit<Values extends FormValues, Output>(
  form: UseFormReturnType<Values>,
  { send, onDone }: SubmitOptions<Values, Output>,
): Submit {
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ values, action }: { values: Values; action: string | undefined }) => send(values, action),
    onSuccess: (output, { values }) => onDone(output, values),
  })
  const failure = error ? failureOf(error) : undefined
  const isShownByFields = failure !== undefined && Object.keys(fieldErrors(failure, form.getValues())).length > 0

  const focusFirst = (errors: object) => {
    const [first] = Object.keys(errors)
    if (first !== undefined) form.getInputNode(first)?.focus()
  }
  return {
    onSubmit(event) {
      event.preventDefault()
      if (isPending) return
      takeTyped(form, event.currentTarget)
      const { hasErrors, errors } = form.validate()
      if (hasErrors) return focusFirst(errors)
      const { submitter } = event.nativeEvent as SubmitEvent // React's type for the same event knows less
      mutate(
        { values: form.getValues(), action: submitter?.getAttribute('value') ?? undefined },
        {
          onError: (cause) => {
            const found = fieldErrors(failureOf(cause), form.getValues())
            form.setErrors(found)
            focusFirst(found)
          },
        },
      )
    },
    isSending: isPending,
    failure: isShownByFields ? undefined : failure,
  }
}

/** The messages for the fields that a form has. `tags.3` belongs to `tags`; of `rider.piano` the message names the part. */
function fieldErrors({ fields }: Pick<Failure, 'fields'>, values: FormValues): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [path, messages] of Object.entries(fields)) {
    const [name = '', ...parts] = path.split('.')
    const message = messages[0]
    if (!Object.hasOwn(values, name) || message === undefined) continue
    found[name] ??= parts.some((part) => /\D/.test(part)) ? `${parts.join('.')}: ${message}` : message
  }
  return found
}

/** Text that was typed or filled in by the browser before the page's scripts ran is in the fields, but not yet in the form's values. */
function takeTyped<Values extends FormValues>(form: UseFormReturnType<Values>, element: HTMLFormElement): void {
  const values = form.getValues()
  const typed = Object.fromEntries(
    [...element.elements].flatMap((input) => {
      if (!isInput(input) || !isSent(input)) return []
      const value = values[input.name]
      return typeof value === 'string' && input.value !== shownIn(input, value) ? [[input.name, input.value]] : []
    }),
  )
  if (Object.keys(typed).length > 0) form.setValues({ ...values, ...typed })
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const isInput = (element: Element): element is Input =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement

/** Whether a form sends the value of an input. */
const isSent = (input: Input) =>
  input.name !== '' &&
  !input.disabled &&
  !((input.type === 'checkbox' || input.type === 'radio') && !('checked' in input && input.checked))

/** How an input normalises a value: a line drops line breaks, a text area those of Windows, a moment the zeros at its end. */
function shownIn(input: Input, value: string): string {
  const copy = input.cloneNode(true) as Input // a clone has the type of its original
  copy.value = value
  return copy.value
}
