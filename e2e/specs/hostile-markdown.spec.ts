import type { Locator, Page } from '@playwright/test'
import { publishArticle } from '../fixtures/articles.ts'
import { hostileMarkdown } from '../fixtures/hostile-markdown.ts'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { ArticlePage } from '../pages/article-page.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { visit } from '../pages/visit.ts'

const forbidden =
  'script, style, link, meta, base, svg, math, iframe, frame, object, embed, video, audio, form, input, button, select, textarea, template, dialog, noscript'

/** The remaining dangers in the rendered text: active elements, attributes with scripts, addresses that lead astray. */
function dangers(text: Locator): Promise<string[]> {
  return text.evaluate((root, elements) => {
    const found = [...root.querySelectorAll(elements)].map((element) => element.outerHTML.slice(0, 100))
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on|^(style|srcdoc|srcset|formaction|ping|target|action)$/.test(name)) found.push(`${name}=${value}`)
        if (name === 'id' && !value.startsWith('user-content-')) found.push(`id=${value}`)
        if (name === 'href' && !/^(https?:\/\/|mailto:|#|\/(?![/\\]))/i.test(value)) found.push(`href=${value}`)
        if (name === 'src' && !/^https:\/\//i.test(value)) found.push(`src=${value}`)
      }
    }
    for (const link of root.querySelectorAll('a[href^="http"]')) {
      if (!/\bnoopener\b/.test(link.getAttribute('rel') ?? '')) found.push(`rel of ${link.outerHTML.slice(0, 100)}`)
    }
    return found
  }, forbidden)
}

const isTaken = (page: Page) => page.evaluate(() => 'isTaken' in window)

test('an article with hostile Markdown stays harmless', async ({ author, page }) => {
  const title = unique('Hostile ')
  const { slug } = await publishArticle(author, {
    title,
    description: '<img src=x onerror=window.isTaken=1>',
    body: hostileMarkdown,
    tags: ['<script>', 'a"onclick="window.isTaken=1'],
  })
  await visit(page, `/articles/${slug}`)
  const article = new ArticlePage(page)
  await expect(article.heading).toHaveText(title)
  const text = article.text.getByRole('heading', { name: 'Before' }).locator('..')
  await expect(text.getByText('The last paragraph is still there.')).toBeVisible()
  expect(await dangers(text)).toEqual([])

  // Every link and every place with a tooltip is touched as a curious reader would.
  for (const link of await text.getByRole('link', { name: /script|data|entity|quote|backslash/ }).all())
    await link.hover()
  await text.getByText('more', { exact: true }).click()
  expect(await isTaken(page)).toBe(false)

  // The frame of the page has not moved, and nothing covers it.
  await expect(page.getByRole('main')).toHaveCount(1)
  await new Frame(page).signInLink.click({ trial: true })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
  expect(await isTaken(page)).toBe(false)

  const home = new HomePage(page)
  await home.open(`/?q=${encodeURIComponent(title)}`)
  await expect(home.article(title)).toBeVisible()
  expect(await isTaken(page)).toBe(false)
})

test('its preview in the editor stays harmless too', async ({ authorPage: page }) => {
  const editor = new EditorPage(page)
  await editor.open()
  await editor.body.fill(hostileMarkdown)
  await editor.previewTab.click()
  await expect(editor.preview.getByText('The last paragraph is still there.')).toBeVisible()
  const text = editor.preview.getByRole('heading', { name: 'Before' }).locator('..')
  expect(await dangers(text)).toEqual([])
  expect(await isTaken(page)).toBe(false)
  await editor.publish.click({ trial: true })
})

test('names, biographies and searches are text and nothing else', async ({ author, authorPage: page }) => {
  const attack = '"><script>window.isTaken=1</script><img src=x onerror=window.isTaken=1>'
  const me = await author.api.users.me.query()
  await author.api.users.update.mutate({ version: me?.version ?? 0, name: attack, bio: attack })
  await visit(page, `/authors/${author.username}`)
  await expect(new Frame(page).heading).toHaveText(attack)
  const home = new HomePage(page)
  await home.open(
    `/?q=${encodeURIComponent(attack)}&tag=${encodeURIComponent('</script><script>window.isTaken=1</script>')}`,
  )
  await expect(home.search).toHaveValue(attack)
  await visit(page, '/account')
  expect(await isTaken(page)).toBe(false)
})
