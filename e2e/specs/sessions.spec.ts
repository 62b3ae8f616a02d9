import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { PasswordPage } from '../pages/password-page.ts'
import { SessionsPage } from '../pages/sessions-page.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { visit } from '../pages/visit.ts'

test('a new password ends the session in another browser, and the old one no longer works', async ({
  author,
  page,
  openBrowser,
  watch,
}) => {
  watch.expectStatus(401)
  await new SignInPage(page).open('/account/password')
  await new SignInPage(page).signIn(author)
  const elsewhere = await openBrowser(author)
  await visit(elsewhere, '/drafts')
  await expect(new Frame(elsewhere).account).toBeVisible()

  const password = new PasswordPage(page)
  await password.change('not the old one', 'a wholly new sentence')
  await expect(password.failure).toHaveText('The current password is wrong.')
  await password.change(author.password, 'a wholly new sentence')
  await expect(new Frame(page).toast('Your password is changed. 1 other session was ended.')).toBeVisible()
  await page.reload()
  await expect(new Frame(page).account).toBeVisible()

  await elsewhere.reload()
  await expect(elsewhere).toHaveURL('/sign-in?next=%2Fdrafts')
  await new SignInPage(elsewhere).signIn(author)
  await expect(new SignInPage(elsewhere).failure).toHaveText('E-mail address or password is wrong.')
  await new SignInPage(elsewhere).signIn({ ...author, password: 'a wholly new sentence' })
  await expect(elsewhere).toHaveURL('/drafts')
})

test('a session is ended from another browser, and its next action finds it signed out', async ({
  author,
  page,
  openBrowser,
  watch,
}) => {
  watch.expectStatus(401)
  await new SignInPage(page).open('/account/sessions')
  await new SignInPage(page).signIn(author)
  const elsewhere = await openBrowser(author)
  await visit(elsewhere, '/account')
  await expect(new Frame(elsewhere).account).toBeVisible()

  const sessions = new SessionsPage(page)
  await expect(sessions.sessions).toHaveCount(2)
  await expect(sessions.sessions.filter({ hasText: 'This browser' })).toHaveCount(1)
  // A Node program opened the session of the other browser.
  await sessions.end('Node.js')
  await expect(sessions.sessions).toHaveCount(1)
  await expect(sessions.endAllOthers).toBeHidden()
  await expect(new Frame(page).toast('Ended: it is signed out from now on.')).toBeVisible()

  await elsewhere.getByRole('button', { name: 'Save profile' }).click()
  await expect(elsewhere.getByRole('main').getByRole('alert')).toContainText('Sign in to do this.')
  await elsewhere.reload()
  await expect(elsewhere).toHaveURL('/sign-in?next=%2Faccount')
})

test('all other sessions are ended at once, tokens included', async ({ authorPage: page, author }) => {
  await author.api.sessions.createToken.mutate({ name: 'Nightly import', expiresInDays: 1 })
  await author.api.sessions.signIn.mutate({ email: author.email, password: author.password })
  const sessions = new SessionsPage(page)
  await sessions.open()
  await expect(sessions.sessions).toHaveCount(3)
  await sessions.endAllOthers.click()
  await expect(sessions.sessions).toHaveCount(1)
  await expect(new Frame(page).toast('2 others were ended.')).toBeVisible()
})

test('a bearer token is shown once, works for a program, and ends when it is told to', async ({
  authorPage: page,
  author,
  url,
}) => {
  const sessions = new SessionsPage(page)
  await sessions.open()
  await sessions.tokenName.fill('Nightly import')
  await sessions.tokenLifetime.selectOption('7 days')
  await sessions.createToken.click()
  await expect(sessions.newToken).toContainText('The token “Nightly import” is ready.')
  const shown = (await sessions.newToken.textContent()) ?? ''
  const token = /Bearer ([\w-]+)/.exec(shown)?.[1] ?? ''
  const whoAmI = async () =>
    (await fetch(`${url}/api/trpc/users.me`, { headers: { authorization: `Bearer ${token}` } })).text()
  expect(await whoAmI()).toContain(author.username)
  await expect(sessions.sessions.filter({ hasText: 'Nightly import' })).toContainText('Token')

  await sessions.newToken.getByRole('button', { name: 'Done, hide it' }).click()
  await expect(page.getByText(token)).toHaveCount(0)
  await page.reload()
  await expect(sessions.sessions).toHaveCount(2)
  expect(await page.content()).not.toContain(token)

  await sessions.end('Nightly import')
  await expect(sessions.sessions).toHaveCount(1)
  expect(await whoAmI()).not.toContain(author.username)
})

test('a token goes to the clipboard at the press of a button', async ({ authorPage: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const sessions = new SessionsPage(page)
  await sessions.open()
  await sessions.createToken.click()
  await expect(sessions.tokenName).toBeFocused()
  await expect(sessions.tokenName).toHaveAccessibleDescription(/Enter a name that says what the token is for\./)
  await sessions.tokenName.fill('Backup')
  await sessions.createToken.click()
  await sessions.newToken.getByRole('button', { name: 'Copy token' }).click()
  await expect(sessions.newToken.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  await expect(sessions.newToken).toContainText(copied)
  expect(copied.length).toBeGreaterThan(20)
})
