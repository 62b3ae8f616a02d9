import type { ReactNode } from 'react'
import type { User } from '../data/types.ts'
import { type Fields, Form, TextField } from '../parts/form.tsx'
import { useSite } from '../parts/site-context.ts'
import { addresses } from '../routing/addresses.ts'
import { definePage } from '../routing/page.ts'

export const signInPage = definePage({
  patterns: [addresses.signIn],
  params: () => ({}),
  audience: () => 'guests',
  load: async () => ({}),
  head: () => ({ title: 'Sign in – Conduit', description: 'Sign in to Conduit.' }),
  View: SignIn,
})

export const signUpPage = definePage({
  patterns: [addresses.signUp],
  params: () => ({}),
  audience: () => 'guests',
  load: async () => ({}),
  head: () => ({ title: 'Sign up – Conduit', description: 'Make an account on Conduit and write.' }),
  View: SignUp,
})

function SignIn() {
  const { conduit } = useSite()
  const enter = useEnter()
  const send = async (fields: Fields) => enter(await conduit.signIn(fields('email').trim(), fields('password')))
  return (
    <AuthPage heading="Sign in" other={{ href: addresses.signUp, words: 'Need an account?' }}>
      <Form send={send} button="Sign in">
        <TextField name="email" type="email" placeholder="Email" autoComplete="email" />
        <TextField name="password" type="password" placeholder="Password" autoComplete="current-password" />
      </Form>
    </AuthPage>
  )
}

function SignUp() {
  const { conduit } = useSite()
  const enter = useEnter()
  async function send(fields: Fields) {
    const account = { username: fields('username').trim(), email: fields('email').trim(), password: fields('password') }
    await enter(await conduit.signUp(account))
  }
  return (
    <AuthPage heading="Sign up" other={{ href: addresses.signIn, words: 'Have an account?' }}>
      <Form send={send} button="Sign up">
        <TextField name="username" placeholder="Username" autoComplete="username" />
        <TextField name="email" type="email" placeholder="Email" autoComplete="email" />
        <TextField name="password" type="password" placeholder="Password" autoComplete="new-password" />
      </Form>
    </AuthPage>
  )
}

function useEnter(): (user: User) => Promise<void> {
  const { session, navigator } = useSite()
  return (user) => {
    session.enter(user)
    return navigator.go(addresses.home)
  }
}

interface AuthPageProps {
  readonly heading: string
  readonly other: { readonly href: string; readonly words: string }
  readonly children: ReactNode
}

function AuthPage({ heading, other, children }: AuthPageProps) {
  return (
    <div className="auth-page">
      <div className="container page">
        <div className="row">
          <div className="narrow col-md-6 offset-md-3 col-xs-12">
            <h1 className="text-xs-center">{heading}</h1>
            <p className="text-xs-center">
              <a href={other.href}>{other.words}</a>
            </p>
            {children}
          </div>
        </div>
      </div>
    </div>
  )
}
