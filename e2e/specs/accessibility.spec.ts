import { expectAccessible } from '../fixtures/accessible.ts'
import { writeDraft } from '../fixtures/articles.ts'
import { everyPage } from '../fixtures/every-page.ts'
import { expect, test } from '../fixtures/test.ts'
import { ArticlePage } from '../pages/article-page.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { Frame } from '../pages/frame.ts'
import { SessionsPage } from '../pages/sessions-page.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { visit } from '../pages/visit.ts'

// The signed-in user has many pages: together they took more than two minutes on two busy cores.
const groups = [
  { who: 'a visitor', isSignedIn: false, nth: 0, of: 1 },
  { who: 'whoever is signed in (1 of 2)', isSignedIn: true, nth: 0, of: 2 },
  { who: 'whoever is signed in (2 of 2)', isSignedIn: true, nth: 1, of: 2 },
] as const

for (const { who, isSignedIn, nth, of } of groups) {
  test(`every page for ${who} is accessible in both colour schemes`, async ({ author, openBrowser, watch }) => {
    test.setTimeout(120_000)
    watch.expectStatus(404)
    const page = await openBrowser(isSignedIn ? author : undefined)
    const pages = (await everyPage(author)).filter((known) => known.isSignedIn === isSignedIn)
    for (const known of pages.filter((_, index) => index % of === nth)) {
      await test.step(known.name, async () => {
        await visit(page, known.path)
        await expect(new Frame(page).heading).toBeVisible()
        await expectAccessible(page)
      })
    }
  })
}

test('what opens on a page is accessible in both colour schemes', async ({ authorPage: page, author }) => {
  test.setTimeout(60_000)
  const { slug } = await writeDraft(author, { title: 'A draft' })
  await visit(page, `/articles/${slug}`)
  await new Frame(page).account.click()
  await expect(new Frame(page).entry('Sign out')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  const article = new ArticlePage(page)
  await article.remove.click()
  await expect(article.confirmation).toBeVisible()
  await expectAccessible(page)

  const editor = new EditorPage(page)
  await editor.open(slug)
  await editor.body.fill('## A heading\n\nText with [a link](https://example.com).')
  await editor.previewTab.click()
  await expect(editor.preview.getByRole('heading', { name: 'A heading' })).toBeVisible()
  await expectAccessible(page)
  await editor.write.click()
  await editor.tags.fill('a')
  await expectAccessible(page)
  await editor.title.fill('')
  await editor.save.click()
  await expect(editor.title).toHaveAccessibleDescription('Enter a title.')
  await expectAccessible(page)
})

test('what a page answers is accessible in both colour schemes', async ({ page, author, watch }) => {
  test.setTimeout(60_000)
  watch.expectStatus(401)
  const signIn = new SignInPage(page)
  await signIn.open('/account/sessions')
  await signIn.submit.click()
  await expect(signIn.email).toBeFocused()
  await expectAccessible(page)
  await signIn.signIn({ email: author.email, password: 'not the right one' })
  await expect(signIn.failure).not.toBeEmpty()
  await expectAccessible(page)
  await signIn.signIn(author)
  const sessions = new SessionsPage(page)
  await sessions.tokenName.fill('Nightly import')
  await sessions.createToken.click()
  await expect(sessions.newToken).toBeVisible()
  await expectAccessible(page)
  await sessions.end('Nightly import')
  await expect(new Frame(page).toast('Ended')).toBeVisible()
  await expectAccessible(page)
})
