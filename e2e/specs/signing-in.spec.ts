import { newCredentials, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { SignUpPage } from '../pages/sign-up-page.ts'

test('a new person signs up, signs out, and signs in again', async ({ page }) => {
  const person = newCredentials('Mary Somerville')
  const frame = new Frame(page)
  const signUp = new SignUpPage(page)
  await signUp.open()
  await signUp.signUp(person)
  await expect(frame.account).toHaveAccessibleName('Account of Mary Somerville')
  await expect(page).toHaveURL('/')

  await frame.choose('Sign out')
  await expect(frame.account).toBeHidden()
  await frame.signInLink.click()
  await new SignInPage(page).signIn(person)
  await expect(frame.account).toHaveAccessibleName('Account of Mary Somerville')
  await page.reload()
  await expect(frame.account).toBeVisible()
})

test('a wrong password is told in the same words as an unknown address', async ({ page, author, watch }) => {
  watch.expectStatus(401)
  const signIn = new SignInPage(page)
  await signIn.open()
  await signIn.signIn({ email: author.email, password: 'not the right one' })
  await expect(signIn.failure).toHaveText('E-mail address or password is wrong.')
  await expect(signIn.email).toHaveValue(author.email)

  await signIn.signIn({ email: `${unique('nobody-')}@example.com`, password: 'not the right one' })
  await expect(signIn.submit).toBeEnabled()
  await expect(signIn.failure).toHaveText('E-mail address or password is wrong.')
  await expect(page).toHaveURL('/sign-in')
})

test('what is missing is told beside its field, and the first such field has the focus', async ({ page }) => {
  const signIn = new SignInPage(page)
  await signIn.open()
  await signIn.submit.click()
  await expect(signIn.email).toBeFocused()
  await expect(signIn.email).toHaveAccessibleDescription('Enter an e-mail address, such as ada@example.com.')
  await expect(signIn.password).toHaveAccessibleDescription('Enter your password.')

  const signUp = new SignUpPage(page)
  await signUp.open()
  await signUp.signUp({ name: 'Ada', email: 'ada@example.com', password: 'short' })
  await expect(signUp.password).toBeFocused()
  await expect(signUp.password).toHaveAccessibleDescription(/Use at least 10 characters; these are 5\./)
})

test('an address that has an account is told at sign-up, beside the address', async ({ page, author, watch }) => {
  watch.expectStatus(409)
  const signUp = new SignUpPage(page)
  await signUp.open()
  await signUp.signUp({ ...newCredentials(), email: author.email })
  await expect(signUp.email).toHaveAccessibleDescription(/There is an account with this e-mail address already\./)
  await expect(signUp.email).toBeFocused()
})

test('after several failures one has to wait, and is told for how long', async ({ page, author, watch }) => {
  watch.expectStatus(401, 429)
  const signIn = new SignInPage(page)
  await signIn.open()
  const wait = /^Too many attempts\. .*try again in \d+ seconds?\.$/
  // The wait grows with each failure: until it is long enough for one more try on a slow machine.
  const longWait = /^Too many attempts\. .*try again in (?:[4-9]|\d{2,}) seconds\.$/
  await expect(async () => {
    await signIn.signIn({ email: author.email, password: 'not the right one' })
    await expect(signIn.submit).toBeEnabled()
    await expect(signIn.failure).toHaveText(longWait, { timeout: 500 })
  }).toPass()
  // The right password does not shorten it.
  await signIn.signIn(author)
  await expect(signIn.failure).toHaveText(wait)
})

test('a signed-out visitor of a private page comes back to it after signing in', async ({ page, author }) => {
  await page.goto('/account/sessions')
  await expect(page).toHaveURL('/sign-in?next=%2Faccount%2Fsessions')
  await new SignInPage(page).signIn(author)
  await expect(page).toHaveURL('/account/sessions')
  await expect(new Frame(page).heading).toHaveText('Sessions and tokens')
})

for (const next of [
  '//evil.example',
  'https://evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/.//evil.example/phish',
  '/..//evil.example',
  '/%2e%2e//evil.example',
]) {
  test(`signing in never leads to another site: ${JSON.stringify(next)}`, async ({ page, author, url }) => {
    const signIn = new SignInPage(page)
    await signIn.open(next)
    await signIn.signIn(author)
    await expect(new Frame(page).account).toBeVisible()
    expect(new URL(page.url()).origin).toBe(url)
    // The server redirects a user who is already signed in.
    await signIn.open(next)
    expect(new URL(page.url()).origin).toBe(url)
    await expect(new Frame(page).account).toBeVisible()
  })
}
