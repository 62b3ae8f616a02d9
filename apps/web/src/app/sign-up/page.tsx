import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { safeNext } from '../../client/addresses.ts'
import { currentUser } from '../../client/runtime.ts'
import { FormPage } from '../../components/forms/form-page.tsx'
import { NewAccountForm } from '../../components/forms/new-account-form.tsx'

export const metadata: Metadata = { title: 'Sign up' }

interface SignUpPageProps {
  searchParams: Promise<{ next?: string | string[] }>
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const next = safeNext((await searchParams).next)
  if (await currentUser()) redirect(next)
  const signIn = next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
  return (
    <FormPage
      title="Sign up"
      otherwise={
        <>
          Have an account? <a href={signIn}>Sign in</a>
        </>
      }
    >
      <NewAccountForm next={next} />
    </FormPage>
  )
}
