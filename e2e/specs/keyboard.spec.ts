import type { Locator, Page } from '@playwright/test'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { ArticlePage } from '../pages/article-page.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { Frame } from '../pages/frame.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { untilInteractive, visit } from '../pages/visit.ts'

interface Looks {
  /** The appearance of each focusable element and its surroundings, in document order. */
  readonly all: string[]
  /** The index of the focused element; -1 if there is none. */
  readonly focused: number
}

function looks(page: Page): Promise<Looks> {
  return page.evaluate(() => {
    const look = (element: Element | null): unknown[] => {
      if (element === null) return []
      const { outlineStyle, outlineColor, boxShadow, borderColor } = getComputedStyle(element)
      return [outlineStyle, outlineColor, boxShadow, borderColor]
    }
    const stops = [...document.querySelectorAll('a, button, input, textarea, select, [tabindex]')]
    // A field may show the focus on the frame around it.
    const all = stops.map((stop) =>
      [stop, stop.parentElement, stop.parentElement?.parentElement ?? null].flatMap(look).join(),
    )
    return { all, focused: document.activeElement === null ? -1 : stops.indexOf(document.activeElement) }
  })
}

/** Presses Tab until the target has the focus. Each element on the way must look different from how it looked without the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  let before = await looks(page)
  for (let presses = 1; presses <= 200; presses++) {
    await page.keyboard.press('Tab')
    let now = before
    await expect
      .poll(async () => {
        now = await looks(page)
        return now.focused < 0 || now.all[now.focused] !== before.all[now.focused]
      }, `the focus is visible on stop ${presses} on the way to ${target}`)
      .toBe(true)
    before = now
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`200 presses of Tab do not lead to ${target}.`)
}

test('a person with nothing but a keyboard signs in, writes, publishes, reads and signs out', async ({
  page,
  author,
}) => {
  test.setTimeout(60_000)
  const frame = new Frame(page)
  const press = (key: string) => page.keyboard.press(key)
  await visit(page, '/')
  await tabTo(page, frame.signInLink)
  await press('Enter')
  const signIn = new SignInPage(page)
  await expect(frame.heading).toHaveText('Sign in')
  await untilInteractive(page)
  await tabTo(page, signIn.email)
  await page.keyboard.type(author.email)
  await tabTo(page, signIn.password)
  await page.keyboard.type(author.password)
  await press('Enter')
  await expect(frame.account).toBeVisible()
  await untilInteractive(page)

  const title = unique('By keyboard ')
  const editor = new EditorPage(page)
  await tabTo(page, frame.newArticleLink)
  await press('Enter')
  await editor.arrive()
  await tabTo(page, editor.title)
  await page.keyboard.type(title)
  await tabTo(page, editor.description)
  await page.keyboard.type('Without a mouse')
  await tabTo(page, editor.tags)
  await page.keyboard.type('keyboard')
  await press('Enter')
  await tabTo(page, editor.write)
  await press('ArrowRight')
  await expect(editor.previewTab).toBeFocused()
  await expect(editor.preview).toContainText('There is no text yet.')
  await press('ArrowLeft')
  await tabTo(page, editor.body)
  await page.keyboard.type('Some *text*.')
  await press('Control+s')
  await expect(editor.state).toHaveText('Draft saved')
  await tabTo(page, editor.publish)
  await press('Space')

  const article = new ArticlePage(page)
  await expect(article.heading).toHaveText(title)
  await expect(article.tags.getByRole('link')).toHaveText(['keyboard'])
  await tabTo(page, article.remove)
  await press('Enter')
  await expect(article.confirmation.getByRole('button', { name: 'Cancel' })).toBeFocused()
  // Nothing behind the dialog gets the focus.
  for (let presses = 0; presses < 5; presses++) {
    await press('Tab')
    const behind = await article.confirmation.evaluate(
      (dialog) => document.activeElement !== document.body && !dialog.contains(document.activeElement),
    )
    expect(behind).toBe(false)
  }
  await press('Escape')
  await expect(article.confirmation).toBeHidden()
  await expect(article.remove).toBeFocused()

  await visit(page, '/')
  await tabTo(page, frame.account)
  await press('Enter')
  await tabTo(page, frame.entry('Sign out'))
  await press('Enter')
  await expect(frame.signInLink).toBeVisible()
})

test('the first stop of Tab leads past the header', async ({ page }) => {
  const frame = new Frame(page)
  await visit(page, '/sign-in')
  await expect(frame.skipLink).not.toBeInViewport()
  await page.keyboard.press('Tab')
  await expect(frame.skipLink).toBeFocused()
  await expect(frame.skipLink).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(frame.main).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(new SignInPage(page).email).toBeFocused()
})

test('the menu of the account closes on Escape and gives the focus back', async ({ authorPage: page }) => {
  const frame = new Frame(page)
  await visit(page, '/drafts')
  await frame.account.focus()
  await page.keyboard.press('Enter')
  await expect(frame.entry('Sign out')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(frame.entry('Sign out')).toBeHidden()
  await expect(frame.account).toBeFocused()
})
