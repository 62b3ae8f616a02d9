'use client'
import { useForm } from '@mantine/form'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { PasswordInput } from '../../client/forms/inputs.tsx'
import { given, newPassword } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { showToast } from '../../client/toasts.tsx'
import { useTRPCClient } from '../../client/trpc.ts'
import { Button } from '../button.tsx'
import styles from './account-form.module.css'

const toggle = { 'aria-label': 'Show or hide the password' }

/** `email` is for password managers. */
export function PasswordForm({ email }: { email: string }) {
  const client = useTRPCClient()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: given('Enter your current password.'), newPassword },
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: (values) => client.users.changePassword.mutate(values),
    onDone: ({ endedSessions }) => {
      form.reset()
      const ended =
        endedSessions === 0 ? '' : ` ${endedSessions} other session${endedSessions === 1 ? ' was' : 's were'} ended.`
      showToast({ message: `Your password is changed.${ended}` })
    },
  })
  const isWrong = failure?.code === 'SIGN_IN_FAILED'
  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate>
      <input type="hidden" name="username" autoComplete="username" defaultValue={email} />
      <PasswordInput
        {...form.getInputProps('currentPassword')}
        key={form.key('currentPassword')}
        label="Current password"
        name="currentPassword"
        autoComplete="current-password"
        size="md"
        visibilityToggleButtonProps={toggle}
      />
      <PasswordInput
        {...form.getInputProps('newPassword')}
        key={form.key('newPassword')}
        label="New password"
        description="At least 10 characters. A short sentence is easy to keep in mind."
        name="newPassword"
        autoComplete="new-password"
        size="md"
        visibilityToggleButtonProps={toggle}
      />
      <FormFailure failure={isWrong ? { ...failure, message: 'The current password is wrong.' } : failure} />
      <div>
        <Button type="submit" isBusy={isSending}>
          Change password
        </Button>
      </div>
    </form>
  )
}
