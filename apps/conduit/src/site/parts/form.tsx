import { type FormEvent, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useRef } from 'react'
import { ErrorMessages } from './messages.tsx'
import { useAlive } from './site-context.ts'
import { useAction } from './use-action.ts'

/** The value of a field. */
export type Fields = (name: string) => string

interface FormProps {
  readonly send: (fields: Fields) => Promise<void>
  /** Label of the button that sends the form. */
  readonly button: string
  readonly children: ReactNode
}

/**
 * A form that scripts send. Its fields keep what is typed into them, even before the page is interactive; only the button waits for that.
 * Its method is post, so that a password never appears in an address.
 */
export function Form({ send, button, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const isAlive = useAlive()
  const { run, isBusy, failure } = useAction(() => send(fieldsOf(form.current)))
  function submit(event: FormEvent) {
    event.preventDefault()
    void run()
  }
  return (
    <>
      <ErrorMessages failure={failure} />
      <form ref={form} method="post" noValidate onSubmit={submit} aria-busy={isBusy}>
        {children}
        <noscript>
          <p className="needs-scripts">This form needs JavaScript.</p>
        </noscript>
        <button
          type="submit"
          className="btn btn-lg btn-primary pull-xs-right"
          disabled={!isAlive}
          aria-disabled={isBusy}
        >
          {button}
        </button>
      </form>
    </>
  )
}

/** A single-line field with a label for users who do not see its placeholder. */
export function TextField({ large = true, ...props }: InputHTMLAttributes<HTMLInputElement> & FieldProps) {
  return (
    <fieldset className="form-group">
      <label>
        <span className="sr-only">{props.placeholder}</span>
        <input type="text" className={large ? 'form-control form-control-lg' : 'form-control'} {...props} />
      </label>
    </fieldset>
  )
}

export function TextArea({ large = false, ...props }: TextareaHTMLAttributes<HTMLTextAreaElement> & FieldProps) {
  return (
    <fieldset className="form-group">
      <label>
        <span className="sr-only">{props.placeholder}</span>
        <textarea className={large ? 'form-control form-control-lg' : 'form-control'} {...props} />
      </label>
    </fieldset>
  )
}

interface FieldProps {
  readonly name: string
  readonly placeholder: string
  readonly large?: boolean
}

function fieldsOf(form: HTMLFormElement | null): Fields {
  const data = new FormData(form ?? undefined)
  return (name) => String(data.get(name) ?? '')
}
