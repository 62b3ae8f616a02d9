'use client'
import { useForm } from '@mantine/form'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { Textarea, TextInput } from '../../client/forms/inputs.tsx'
import { text } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { showToast } from '../../client/toasts.tsx'
import { useTRPCClient } from '../../client/trpc.ts'
import type { Me } from '../../client/types.ts'
import { Avatar } from '../avatar.tsx'
import { Button } from '../button.tsx'
import styles from './account-form.module.css'

const valuesOf = ({ name, username, bio, picture }: Me) => ({ name, username, bio, picture: picture ?? '' })

/** The user's public profile. */
export function ProfileForm({ me }: { me: Me }) {
  const client = useTRPCClient()
  const router = useRouter()
  const [saved, setSaved] = useState(me)
  const [shown, setShown] = useState({ name: me.name, picture: me.picture })
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: valuesOf(me),
    validate: {
      name: text({ what: 'your name', min: 1, max: 80 }),
      username: text({ what: 'a username', min: 3, max: 30 }),
      bio: text({ what: 'something about you', max: 1_000 }),
      picture: (value) =>
        value === '' || /^https:\/\/\S+$/.test(value) ? null : 'Enter an address that begins with https://.',
    },
    onValuesChange: ({ name, picture }) =>
      setShown({ name, picture: /^https:\/\/\S+$/.test(picture) ? picture : null }),
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: ({ picture, ...values }) =>
      client.users.update.mutate({ ...values, version: saved.version, picture: picture || null }),
    onDone: (changed) => {
      setSaved(changed)
      form.setInitialValues(valuesOf(changed))
      form.setValues(valuesOf(changed))
      showToast({ message: 'Your profile is saved.' })
      router.refresh()
    },
  })
  return (
    <form className={styles.form} onSubmit={onSubmit} method="post" noValidate>
      <TextInput
        {...form.getInputProps('name')}
        key={form.key('name')}
        label="Name"
        name="name"
        autoComplete="name"
        size="md"
      />
      <TextInput
        {...form.getInputProps('username')}
        key={form.key('username')}
        label="Username"
        description={`3 to 50 of a-z, 0-9, hyphen, dot and underscore. Your page is /authors/${saved.username}; it moves when you change this.`}
        name="username"
        autoComplete="off"
        size="md"
      />
      <Textarea
        {...form.getInputProps('bio')}
        key={form.key('bio')}
        label="About you"
        name="bio"
        rows={4}
        maxLength={1_000}
        size="md"
      />
      <div className={styles.picture}>
        <TextInput
          {...form.getInputProps('picture')}
          key={form.key('picture')}
          label="Picture"
          description="The https address of a square picture. Without one your initials stand there."
          name="picture"
          type="url"
          maxLength={500}
          size="md"
        />
        <figure>
          <Avatar key={shown.picture} person={{ ...saved, ...shown }} size={72} />
          <figcaption>Preview</figcaption>
        </figure>
      </div>
      <FormFailure failure={failure} />
      {failure?.code === 'CONFLICT' && (
        <p className={styles.hint}>
          The profile was changed in another window. <a href="/account">Load it again</a>, then repeat your change.
        </p>
      )}
      <div>
        <Button type="submit" isBusy={isSending}>
          Save profile
        </Button>
      </div>
    </form>
  )
}
