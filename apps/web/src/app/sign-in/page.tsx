import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { safeNext } from '../../client/addresses.ts'
import { currentUser } from '../../client/runtime.ts'
import { FormPage } from '../../components/forms/form-page.tsx'
import { SignInForm } from '../../components/forms/sign-in-form.tsx'

export const metadata: Metadata = { title: 'Sign in' }

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = safeNext((await searchParams).next)
  if (await currentUser()) redirect(next)
  const signUp = next === '/' ? '/sign-up' : `/sign-up?next=${encodeURIComponent(next)}`
  return (
    <FormPage
      title="Sign in"
      otherwise={
        <>
          No account yet? <a href={signUp}>Sign up</a>
        </>
      }
    >
      <SignInForm next={next} />
    </FormPage>
  )
}
