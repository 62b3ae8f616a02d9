'use client'
import { useForm } from '@mantine/form'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { email, newPassword, text } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { useTRPCClient } from '../../client/trpc.ts'
import { useEntered } from '../../client/use-entered.ts'
import { Button } from '../button.tsx'
import { AccountFields, type NewAccount } from './account-fields.tsx'
import styles from './form-page.module.css'

interface NewAccountFormProps {
  next: string
  /** The token of a set-up link: the account becomes the operator. */
  setUpToken?: string
}

/** Creates an account and signs it in. */
export function NewAccountForm({ next, setUpToken }: NewAccountFormProps) {
  const client = useTRPCClient()
  const form = useForm<NewAccount>({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', password: '' },
    validate: { name: text({ what: 'your name', min: 1, max: 80 }), email, password: newPassword },
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: (values) =>
      setUpToken === undefined
        ? client.users.signUp.mutate(values)
        : client.users.setUp.mutate({ ...values, token: setUpToken }),
    onDone: useEntered(next),
  })
  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate>
      <AccountFields form={form} />
      <FormFailure failure={failure} />
      <Button type="submit" isBusy={isSending}>
        {setUpToken === undefined ? 'Sign up' : 'Create the operator account'}
      </Button>
    </form>
  )
}
