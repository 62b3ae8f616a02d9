'use client'
import type { UseFormReturnType } from '@mantine/form'
import { PasswordInput, TextInput } from '../../client/forms/inputs.tsx'

export interface NewAccount extends Record<string, string> {
  name: string
  email: string
  password: string
}

/** Name, e-mail address and password of a new account. */
export function AccountFields({ form }: { form: UseFormReturnType<NewAccount> }) {
  return (
    <>
      <TextInput
        {...form.getInputProps('name')}
        key={form.key('name')}
        label="Name"
        name="name"
        autoComplete="name"
        size="md"
      />
      <TextInput
        {...form.getInputProps('email')}
        key={form.key('email')}
        label="E-mail"
        description="To sign in. Nobody else sees it."
        name="email"
        type="email"
        autoComplete="username"
        size="md"
      />
      <PasswordInput
        {...form.getInputProps('password')}
        key={form.key('password')}
        label="Password"
        description="At least 10 characters. A short sentence is easy to keep in mind."
        name="password"
        autoComplete="new-password"
        size="md"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
    </>
  )
}
