import { expectAccessible } from '../fixtures/accessible.ts'
import { newCredentials } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { SignUpPage } from '../pages/sign-up-page.ts'
import { visit } from '../pages/visit.ts'
import { startProgram } from '../program/program.ts'

test('the printed link makes the first account the operator, once', async ({ browser, watch }) => {
  test.setTimeout(90_000)
  await using program = await startProgram()
  const context = await browser.newContext({ baseURL: program.url })
  await watch.observe(context, program.url)
  const page = await context.newPage()
  const frame = new Frame(page)

  await visit(page, '/')
  await expect(page.getByRole('main').getByRole('heading', { name: 'Nothing has been published yet' })).toBeVisible()
  await expectAccessible(page)
  await visit(page, `${program.setUpLink}x`)
  await expect(frame.heading).toHaveText('This set-up link does not work')
  await expectAccessible(page)

  const later = await context.newPage()
  await visit(later, program.setUpLink)
  await visit(page, program.setUpLink)
  await expect(frame.heading).toHaveText('Set up Plinth')
  await expectAccessible(page)
  await new SignUpPage(page).signUp(newCredentials('Grace Hopper'))
  await expect(frame.account).toHaveAccessibleName('Account of Grace Hopper')
  await expect(page).toHaveURL('/')
  // Only an operator sees how to fill an empty installation.
  await expect(page.getByRole('main')).toContainText('npm run seed')
  await expectAccessible(page)

  await visit(page, program.setUpLink)
  await expect(frame.heading).toHaveText('This set-up link does not work')
  // A user who already had the form open is refused as well.
  watch.expectStatus(404)
  await new SignUpPage(later).signUp(newCredentials('Mallory'))
  await expect(new SignUpPage(later).failure).toContainText('This set-up link has been used or has expired.')
  await context.close()
})
