import { expectAccessible } from '../fixtures/accessible.ts'
import { publishArticle } from '../fixtures/articles.ts'
import { enter, signUpPerson, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { startProgram } from '../program/program.ts'
import { stopDatabase } from '../program/stop-database.ts'

for (const path of [
  '/nowhere',
  '/articles/nowhere',
  '/authors/nobody',
  '/articles/%00',
  '/authors/..%2f..%2fetc',
  `/articles/${'x'.repeat(500)}`,
]) {
  test(`${path.slice(0, 40)} is told to be nothing, and leads home`, async ({ page, watch }) => {
    watch.expectStatus(404)
    const response = await page.goto(path)
    expect(response?.status()).toBe(404)
    await expect(new Frame(page).heading).toHaveText('There is nothing here')
    await page.getByRole('link', { name: 'All articles' }).click()
    await expect(page).toHaveURL('/')
  })
}

const requestId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/

test('when the database is gone, pages and forms say so with the id of the request', async ({ browser, watch }) => {
  test.setTimeout(90_000)
  watch.expectStatus(500, 503)
  // React names the error of a page once more.
  watch.expectMessage(/A page could not be read|An error occurred in the Server Components render/)
  await using program = await startProgram()
  const author = await signUpPerson(program.url)
  for (let at = 1; at <= 21; at++) await publishArticle(author, { title: `Part ${at}` })
  const context = await browser.newContext({ baseURL: program.url })
  await watch.observe(context, program.url)
  const page = await context.newPage()
  const home = new HomePage(page)
  await home.open()
  const form = await context.newPage()
  const signIn = new SignInPage(form)
  await signIn.open()

  await stopDatabase(program)
  await home.loadMore.click()
  // It is tried three times before it is told.
  const alert = page.getByRole('main').getByRole('alert')
  await expect(alert).toContainText('The service cannot answer just now.', { timeout: 20_000 })
  await expect(page.getByRole('main').getByRole('button', { name: 'Try again' })).toBeVisible()
  await signIn.signIn({ email: `${unique('a')}@example.com`, password: 'whatever it may be' })
  await expect(signIn.failure).toContainText('The service cannot answer just now.')
  await expect(signIn.failure).toContainText(requestId)

  const response = await page.goto('/')
  expect(response?.status()).toBe(500)
  await expect(new Frame(page).heading).toHaveText('This page could not be shown')
  const id = response?.headers()['x-request-id'] ?? 'none'
  await expect(page.getByRole('main')).toContainText(id)
  await expect(page.getByRole('main').getByRole('link', { name: 'All articles' })).toBeVisible()
  await expectAccessible(page)

  // The frame of all pages asks the database who is signed in: without it the page stands alone.
  await enter(context, author)
  await page.goto('/drafts')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page could not be shown')
  await expect(page.getByText(requestId)).toBeVisible()
  // What went wrong stays in the log: neither a path nor a cause is told.
  expect(await page.content()).not.toContain(program.dataDir)
  expect(program.output()).toContain(id)
  await context.close()
})
