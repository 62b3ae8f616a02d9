import type { User } from '../data/types.ts'
import { type Fields, Form, TextArea, TextField } from '../parts/form.tsx'
import { Skeleton } from '../parts/messages.tsx'
import { useMember, useSite } from '../parts/site-context.ts'
import { addresses } from '../routing/addresses.ts'
import { definePage } from '../routing/page.ts'

export const settingsPage = definePage({
  patterns: ['/settings'],
  params: () => ({}),
  audience: () => 'members',
  load: async () => ({}),
  head: () => ({ title: 'Settings – Conduit', isPrivate: true }),
  View: Settings,
})

function Settings() {
  const user = useMember()
  return (
    <div className="settings-page">
      <div className="container page">
        <div className="row">
          <div className="narrow col-md-6 offset-md-3 col-xs-12">
            <h1 className="text-xs-center">Your Settings</h1>
            {user ? <SettingsForm user={user} /> : <Skeleton lines={10} />}
          </div>
        </div>
      </div>
    </div>
  )
}

function SettingsForm({ user }: { user: User }) {
  const { conduit, session, navigator } = useSite()
  async function send(fields: Fields) {
    const saved = await conduit.saveUser({
      image: fields('image').trim(),
      username: fields('username').trim(),
      bio: fields('bio'),
      email: fields('email').trim(),
      // An empty field leaves the password unchanged.
      ...(fields('password') !== '' && { password: fields('password') }),
    })
    session.enter(saved)
    await navigator.go(addresses.profile(saved.username))
  }
  async function signOut() {
    session.leave()
    await navigator.go(addresses.home)
  }
  return (
    <>
      <Form send={send} button="Update Settings">
        <TextField
          large={false}
          name="image"
          type="url"
          placeholder="URL of profile picture"
          defaultValue={user.image ?? ''}
        />
        <TextField name="username" placeholder="Your Name" autoComplete="username" defaultValue={user.username} />
        <TextArea large name="bio" rows={8} placeholder="Short bio about you" defaultValue={user.bio ?? ''} />
        <TextField name="email" type="email" placeholder="Email" autoComplete="email" defaultValue={user.email} />
        <TextField name="password" type="password" placeholder="New Password" autoComplete="new-password" />
      </Form>
      <hr />
      <button type="button" className="btn btn-outline-danger" onClick={signOut}>
        Or click here to logout.
      </button>
    </>
  )
}
