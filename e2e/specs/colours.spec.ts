import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { visit } from '../pages/visit.ts'

const scheme = (page: Page) => page.locator('html')

/** Records the colours of the document when its body appeared, and each later change. */
const recordColours = () => {
  const seen: (string | null)[] = []
  Object.assign(window, { seenColours: seen })
  const note = () => {
    const colours = document.documentElement?.getAttribute('data-mantine-color-scheme')
    if (document.body && seen.at(-1) !== colours) seen.push(colours)
  }
  new MutationObserver(note).observe(document, { childList: true, subtree: true, attributes: true })
}

test('colours go as the system, light and dark in turn, and stay chosen without a flash', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.addInitScript(recordColours)
  const { colours } = new Frame(page)
  await visit(page, '/')
  await expect(colours).toHaveAccessibleName(/as the system/)
  await colours.click()
  await expect(colours).toHaveAccessibleName(/^Colours: light\./)
  await colours.click()
  await expect(colours).toHaveAccessibleName(/^Colours: dark\./)
  await expect(scheme(page)).toHaveAttribute('data-mantine-color-scheme', 'dark')
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)

  await page.reload()
  await expect(colours).toHaveAccessibleName(/^Colours: dark\./)
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(dark)
  expect(await page.evaluate(() => Reflect.get(window, 'seenColours'))).toEqual(['dark'])

  await new Frame(page).signInLink.click()
  await expect(new Frame(page).heading).toHaveText('Sign in')
  await expect(scheme(page)).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('without a choice the colours follow the system, also while the page is open', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.addInitScript(recordColours)
  await visit(page, '/')
  await expect(scheme(page)).toHaveAttribute('data-mantine-color-scheme', 'dark')
  expect(await page.evaluate(() => Reflect.get(window, 'seenColours'))).toEqual(['dark'])
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(scheme(page)).toHaveAttribute('data-mantine-color-scheme', 'light')
})
