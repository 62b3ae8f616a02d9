import { expectAccessible } from '../fixtures/accessible.ts'
import { publishArticle } from '../fixtures/articles.ts'
import { enter, signUpPerson } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { startOwnDatabase } from '../program/own-database.ts'
import { startProgram } from '../program/program.ts'

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

test('while the database is gone, pages and forms say so with the id of the request, and then go on', async ({
  browser,
  watch,
}) => {
  test.setTimeout(90_000)
  watch.expectStatus(500, 503)
  // React reports the error of a page once more, without its text.
  watch.expectMessage(/Minified React error #441/)
  await using database = await startOwnDatabase()
  await using program = await startProgram(database.settings)
  const author = await signUpPerson(program.url)
  for (let at = 1; at <= 21; at++) await publishArticle(author, { title: `Part ${at}` })
  const context = await browser.newContext({ baseURL: program.url })
  await watch.observe(context, program.url)
  const [form, list] = [await context.newPage(), await context.newPage()]
  const home = new HomePage(list)
  const signIn = new SignInPage(form)
  await signIn.open()
  await home.open()

  await database.stop()
  await home.loadMore.click()
  const main = list.getByRole('main')
  // The call is tried three times before the error appears.
  await expect(main.getByRole('alert')).toContainText('The service cannot answer just now.', { timeout: 20_000 })
  await expect(main.getByRole('button', { name: 'Try again' })).toBeVisible()
  await signIn.signIn({ email: author.email, password: 'whatever it may be' })
  await expect(signIn.failure).toContainText('The service cannot answer just now.')
  await expect(signIn.failure).toContainText(requestId)

  const response = await form.goto('/')
  expect(response?.status()).toBe(500)
  await expect(new Frame(form).heading).toHaveText('This page could not be shown')
  const id = response?.headers()['x-request-id'] ?? 'none'
  await expect(form.getByRole('main')).toContainText(id)
  expect(program.output()).toContain(id)
  await expectAccessible(form)

  // The frame of all pages needs the signed-in user: without it the page has no frame.
  await enter(context, author)
  const alone = await context.newPage()
  await alone.goto('/drafts')
  await expect(new Frame(alone).heading).toHaveText('This page could not be shown')
  await expect(alone.getByText(requestId)).toBeVisible()
  await expectAccessible(alone)
  // The cause is only in the log.
  for (const page of [form, alone]) expect(await page.content()).not.toMatch(/ENOENT|ECONN|\.s\.PGSQL|node_modules/)

  await database.start()
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect(home.articles).toHaveCount(21)
  for (const page of [form, alone]) await page.getByRole('button', { name: 'Try again' }).click()
  await expect(new Frame(form).heading).toHaveText('Articles')
  await expect(new Frame(alone).heading).toHaveText('Drafts')
  await context.close()
})
