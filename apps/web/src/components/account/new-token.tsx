'use client'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { NativeSelect, PasswordInput, TextInput } from '../../client/forms/inputs.tsx'
import { text } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { useTRPC, useTRPCClient } from '../../client/trpc.ts'
import { Button } from '../button.tsx'
import styles from './new-token.module.css'
import { ShownToken } from './shown-token.tsx'

const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
]

/** Creates a bearer token for a program, and shows it only once. */
export function NewToken() {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [made, setMade] = useState<{ name: string; token: string }>()
  const [isAsking, setIsAsking] = useState(false)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', expiresInDays: '30', currentPassword: '' },
    validate: { name: text({ what: 'a name that says what the token is for', min: 1, max: 80 }) },
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: ({ name, expiresInDays, currentPassword }) =>
      client.sessions.createToken.mutate({
        name,
        expiresInDays: Number(expiresInDays),
        ...(currentPassword !== '' && { currentPassword }),
      }),
    onDone: ({ token }, { name }) => {
      setMade({ name, token })
      setIsAsking(false)
      form.reset()
      void queryClient.invalidateQueries(trpc.sessions.list.queryFilter())
    },
  })
  // Once requested, the password field stays until a token is created: a wrong password gives another error.
  if (failure?.code === 'REAUTHENTICATION_REQUIRED' && !isAsking) setIsAsking(true)
  const isWrong = failure?.code === 'SIGN_IN_FAILED'
  return (
    <section aria-labelledby="new-token" className={styles.section}>
      <h2 id="new-token">A token for a program</h2>
      <p className={styles.lead}>
        A script with this token acts as you until you end it above. It can read and write articles; it cannot open or
        end sessions.
      </p>
      <form className={styles.form} onSubmit={onSubmit} method="post" noValidate>
        <TextInput
          {...form.getInputProps('name')}
          key={form.key('name')}
          label="What is it for?"
          name="name"
          placeholder="Nightly import"
          autoComplete="off"
          className={styles.name ?? ''}
          size="md"
        />
        <NativeSelect
          {...form.getInputProps('expiresInDays')}
          key={form.key('expiresInDays')}
          label="Ends after"
          name="expiresInDays"
          data={lifetimes}
          size="md"
        />
        {isAsking && (
          <PasswordInput
            {...form.getInputProps('currentPassword')}
            key={form.key('currentPassword')}
            label="Current password"
            name="currentPassword"
            autoComplete="current-password"
            className={styles.name ?? ''}
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
        )}
        <Button type="submit" variant="default" isBusy={isSending}>
          Create token
        </Button>
      </form>
      <FormFailure failure={isWrong ? { ...failure, message: 'The current password is wrong.' } : failure} />
      <div role="status">{made && <ShownToken {...made} onClose={() => setMade(undefined)} />}</div>
    </section>
  )
}
