import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { signUpPerson, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { ArticlePage } from '../pages/article-page.ts'
import { DraftsPage } from '../pages/drafts-page.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { visit } from '../pages/visit.ts'

test('an article is written, previewed, saved as a draft, gone on with, and published', async ({
  authorPage: page,
}) => {
  const title = unique('On plinths ')
  const tag = unique('stone-')
  const editor = new EditorPage(page)
  await new HomePage(page).open()
  await new Frame(page).newArticleLink.click()
  await editor.arrive()
  await editor.title.fill(title)
  await editor.description.fill('What a statue stands on.')
  await editor.addTag(tag)
  await editor.addTag('architecture')
  await editor.body.fill('# Why\n\nA *plinth* carries the rest.\n\n| a | b |\n|---|---|\n| 1 | 2 |')
  await expect(editor.state).toHaveText('Not saved yet')

  await editor.previewTab.click()
  await expect(editor.preview.getByRole('heading', { name: 'Why' })).toBeVisible()
  await expect(editor.preview.getByRole('emphasis')).toHaveText('plinth')
  await expect(editor.preview.getByRole('cell', { name: '2' })).toBeVisible()
  await editor.write.click()
  await editor.save.click()
  await expect(editor.state).toHaveText('Draft saved')

  const drafts = new DraftsPage(page)
  await new Frame(page).choose('Drafts')
  await drafts.draft(title).click()
  await editor.arrive()
  await expect(new Frame(page).heading).toHaveText('Edit article')
  await expect(editor.title).toHaveValue(title)
  await expect(editor.body).toHaveValue(/A \*plinth\* carries the rest\./)
  await editor.title.fill(`${title}, revised`)
  await editor.publish.click()

  const article = new ArticlePage(page)
  await expect(article.heading).toHaveText(`${title}, revised`)
  await expect(article.draftNote).toBeHidden()
  await expect(article.tags.getByRole('link')).toHaveText([tag, 'architecture'])
  await expect(new Frame(page).toast('Published: everyone can read it now.')).toBeVisible()
  await expect(page).toHaveTitle(`${title}, revised · Plinth`)
})

test('a published article is found by search, by its tag, and by its author', async ({ author, openBrowser }) => {
  const word = unique('zyzzyva')
  const tag = unique('insect-')
  const title = `The ${word}`
  await publishArticle(author, { title, tags: [tag] })

  const page = await openBrowser()
  const home = new HomePage(page)
  await home.open()
  await home.search.fill(word.slice(0, -2))
  await expect(home.count).toHaveText(/^1 article with/)
  await expect(home.article(title)).toBeVisible()
  await expect(home.articles).toHaveCount(1)
  await expect(page).toHaveURL(`/?q=${word.slice(0, -2)}`)

  await home.articles.getByRole('link', { name: tag }).click()
  await expect(page).toHaveURL(`/?tag=${tag}`)
  await expect(new Frame(page).heading).toHaveText(`Articles tagged ${tag}`)
  await expect(home.count).toHaveText(/^1 article\b/)
  await home.articles.getByRole('link', { name: author.name }).click()
  await expect(new Frame(page).heading).toHaveText(author.name)
  await home.article(title).click()
  await expect(new ArticlePage(page).heading).toHaveText(title)
})

test('an unpublished article is a draft again, and a removed one is gone after a confirmation', async ({
  authorPage: page,
  author,
  openBrowser,
  watch,
}) => {
  watch.expectStatus(404)
  const title = unique('Short-lived ')
  const { slug } = await publishArticle(author, { title })
  const article = new ArticlePage(page)
  const reader = await openBrowser()
  await visit(page, `/articles/${slug}`)
  expect((await reader.goto(`/articles/${slug}`))?.status()).toBe(200)

  await article.unpublish.click()
  await expect(article.draftNote).toBeVisible()
  await expect(new Frame(page).toast('Unpublished')).toBeVisible()
  expect((await reader.reload())?.status()).toBe(404)

  await article.remove.click()
  await expect(article.confirmation).toBeVisible()
  await expect(article.confirmation).toContainText(title)
  await page.keyboard.press('Escape')
  await expect(article.confirmation).toBeHidden()
  await expect(article.heading).toBeVisible()
  await article.remove.click()
  await article.confirmation.getByRole('button', { name: 'Remove' }).click()
  await expect(page).toHaveURL('/drafts')
  await expect(page.getByRole('main').getByRole('heading', { name: 'No drafts' })).toBeVisible()
  await expect(new Frame(page).toast(`“${title}” was removed.`)).toBeVisible()
  expect((await page.goto(`/articles/${slug}`))?.status()).toBe(404)
})

test('a link to an article works after its title has changed', async ({ page, author }) => {
  const { id, slug, version } = await publishArticle(author, { title: unique('Before ') })
  const title = unique('After ')
  const renamed = await author.api.articles.update.mutate({ id, version, title })
  expect(renamed.slug).not.toBe(slug)
  await visit(page, `/articles/${slug}`)
  await expect(page).toHaveURL(`/articles/${renamed.slug}`)
  await expect(new ArticlePage(page).heading).toHaveText(title)
})

test('an operator may remove what others wrote, and nothing else with it', async ({
  author,
  operator,
  openBrowser,
  watch,
}) => {
  watch.expectStatus(404)
  const { slug } = await publishArticle(author, { title: unique('Against the rules ') })
  const page = await openBrowser(operator)
  const article = new ArticlePage(page)
  await visit(page, `/articles/${slug}`)
  await expect(article.edit).toBeHidden()
  await expect(article.unpublish).toBeHidden()
  await article.remove.click()
  await article.confirmation.getByRole('button', { name: 'Remove' }).click()
  await expect(page).toHaveURL('/')
  expect((await page.goto(`/articles/${slug}`))?.status()).toBe(404)
})

test('a draft is not there for anyone else', async ({ author, openBrowser, watch, url }) => {
  watch.expectStatus(404)
  const { slug } = await writeDraft(author, { title: unique('Secret ') })
  const own = await openBrowser(author)
  expect((await own.goto(`/articles/${slug}`))?.status()).toBe(200)
  await expect(new ArticlePage(own).draftNote).toBeVisible()

  const visitor = await openBrowser()
  const member = await openBrowser(await signUpPerson(url, 'Eve'))
  for (const other of [visitor, member]) {
    expect((await other.goto(`/articles/${slug}`))?.status()).toBe(404)
    await expect(new Frame(other).heading).toHaveText('There is nothing here')
    await expect(other).toHaveTitle(/^Not found/)
  }
  expect((await member.goto(`/editor/${slug}`))?.status()).toBe(404)
})

test('an article without a title is not sent, and the title is asked for', async ({ authorPage: page }) => {
  const editor = new EditorPage(page)
  await editor.open()
  await editor.body.fill('Some text.')
  await editor.publish.click()
  await expect(editor.title).toBeFocused()
  await expect(editor.title).toHaveAccessibleDescription('Enter a title.')
  await expect(page).toHaveURL('/editor')
})

test('text that was typed and not saved comes back', async ({ authorPage: page, watch }) => {
  const body = unique('Typed in a hurry ')
  const editor = new EditorPage(page)
  await editor.open()
  await editor.title.fill('Unfinished')
  await editor.body.fill(body)
  // The text is stored after a pause in typing; nothing on the screen shows when.
  await expect.poll(() => page.evaluate(() => Object.values(localStorage).join())).toContain(body)
  watch.expectDialog('accept', /beforeunload/)
  await page.reload()
  await expect(editor.notice).toContainText('There is unsaved text of yours')
  await editor.notice.getByRole('button', { name: 'Bring it back' }).click()
  await expect(editor.title).toHaveValue('Unfinished')
  await expect(editor.body).toHaveValue(body)
})
