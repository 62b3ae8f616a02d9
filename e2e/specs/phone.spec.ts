import type { Page } from '@playwright/test'
import { everyPage } from '../fixtures/every-page.ts'
import { expect, test } from '../fixtures/test.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { visit } from '../pages/visit.ts'

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

/** The elements that make the page scroll sideways; empty if it does not. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) =>
        element.getBoundingClientRect().right > clientWidth + 1 && !element.parentElement?.closest('pre, table'),
    )
    return [`${scrollWidth} pixels instead of ${clientWidth}`, ...wide.map(({ outerHTML }) => outerHTML.slice(0, 100))]
  })
}

for (const isSignedIn of [false, true]) {
  const who = isSignedIn ? 'whoever is signed in' : 'a visitor'
  test(`no page for ${who} is wider than a phone of 360 pixels`, async ({ author, openBrowser, watch }) => {
    test.setTimeout(60_000)
    watch.expectStatus(404)
    const page = await openBrowser(isSignedIn ? author : undefined)
    for (const known of await everyPage(author)) {
      if (known.isSignedIn !== isSignedIn) continue
      await test.step(known.name, async () => {
        await visit(page, known.path)
        await expect(new Frame(page).heading).toBeVisible()
        expect.soft(await tooWide(page), known.name).toEqual([])
      })
    }
  })
}

test('writing and finding work on a phone', async ({ authorPage: page, author }) => {
  const frame = new Frame(page)
  await visit(page, '/')
  await frame.account.tap()
  await new Frame(page).entry('Drafts').tap()
  await expect(page).toHaveURL('/drafts')
  await frame.newArticleLink.tap()
  const editor = new EditorPage(page)
  await editor.arrive()
  await editor.title.fill(`Written on a phone by ${author.username}`)
  await editor.body.fill('Short.')
  await editor.publish.tap()
  await expect(frame.heading).toHaveText(`Written on a phone by ${author.username}`)
  const home = new HomePage(page)
  await home.open()
  await home.search.fill(author.username)
  await expect(home.articles).toHaveCount(1)
})
