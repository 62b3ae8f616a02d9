import { expect, test } from '../fixtures/test.ts'
import { visit } from '../pages/visit.ts'

/** Scalar's script and the description of all operations take 5 s on two idle cores, and three times that beside another browser. */
const drawn = { timeout: 20_000 }

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the API reference shows each operation, all of it from this origin (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await visit(page, '/sign-in')
    await page.getByRole('contentinfo').getByRole('link', { name: 'API reference' }).click()
    await expect(page).toHaveURL('/reference')
    await expect(page.getByRole('heading', { name: 'List articles' })).toBeVisible(drawn)
    await expect(page.locator('body')).toHaveClass(new RegExp(`${colorScheme}-mode`))
    await expect(page.locator('html')).toHaveAttribute('data-scheme', colorScheme)
    await expect(page.getByRole('link', { name: 'Plinth' })).toHaveAttribute('href', '/')
  })
}

test('a request can be sent from the API reference, as whoever is signed in', async ({ authorPage, author }) => {
  await authorPage.goto('/reference#tag/users/GET/users/me')
  await expect(authorPage.getByRole('heading', { name: 'Me (users)' })).toBeInViewport(drawn)
  await authorPage.getByRole('button', { name: 'Test Request (get /users/me)' }).click()
  const answered = authorPage.waitForResponse((response) => response.url().endsWith('/api/v1/users/me'))
  await authorPage.keyboard.press('Control+Enter')
  const response = await answered
  expect(response.status()).toBe(200)
  expect(await response.json()).toMatchObject({ username: author.username })
})
