import type { Metadata } from 'next'
import { answer, currentUser, serverCaller } from '../../client/runtime.ts'
import { LinkButton } from '../../components/button.tsx'
import { FormPage } from '../../components/forms/form-page.tsx'
import { NewAccountForm } from '../../components/forms/new-account-form.tsx'
import { Notice } from '../../components/states/notice.tsx'

export const metadata: Metadata = { title: 'Set up Plinth', referrer: 'no-referrer' }

interface SetUpPageProps {
  searchParams: Promise<{ token?: string | string[] }>
}

export default async function SetUpPage({ searchParams }: SetUpPageProps) {
  const given = (await searchParams).token
  const token = (Array.isArray(given) ? given[0] : given) ?? ''
  // Longer than any link that the server prints: not worth a request.
  const isPlausible = token !== '' && token.length <= 200
  const { isValid } = isPlausible
    ? await answer((await serverCaller()).users.setUpState({ token }))
    : { isValid: false }
  if (!isValid) return <UsedLink isSignedIn={(await currentUser()) !== null} />
  return (
    <FormPage
      title="Set up Plinth"
      lead="You are the first here. This account becomes the operator: it may see and run the whole installation."
    >
      <NewAccountForm next="/" setUpToken={token} />
    </FormPage>
  )
}

function UsedLink({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <Notice
      isPage
      title="This set-up link does not work"
      actions={
        isSignedIn ? <LinkButton href="/">All articles</LinkButton> : <LinkButton href="/sign-in">Sign in</LinkButton>
      }
    >
      <p>It has been used already, has expired, or was cut off when it was copied.</p>
      <p>
        If the first account exists, sign in with it. If not, restart Plinth: it prints a new link for as long as there
        is no operator.
      </p>
    </Notice>
  )
}
