'use client'
import { useForm } from '@mantine/form'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { PasswordInput, TextInput } from '../../client/forms/inputs.tsx'
import { email, given } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { useTRPCClient } from '../../client/trpc.ts'
import { useEntered } from '../../client/use-entered.ts'
import { Button } from '../button.tsx'
import styles from './form-page.module.css'

/** Signs in and goes to `next`. */
export function SignInForm({ next }: { next: string }) {
  const client = useTRPCClient()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email, password: given('Enter your password.') },
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: (values) => client.sessions.signIn.mutate(values),
    onDone: useEntered(next),
  })
  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate>
      <TextInput
        {...form.getInputProps('email')}
        key={form.key('email')}
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        size="md"
      />
      <PasswordInput
        {...form.getInputProps('password')}
        key={form.key('password')}
        label="Password"
        name="password"
        autoComplete="current-password"
        size="md"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
      <FormFailure failure={failure} />
      <Button type="submit" isBusy={isSending}>
        Sign in
      </Button>
    </form>
  )
}
