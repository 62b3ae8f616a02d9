import type { Page } from '@playwright/test'
import { writeDraft } from '../fixtures/articles.ts'
import { type Person, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { EditorPage } from '../pages/editor-page.ts'
import { ProfilePage } from '../pages/profile-page.ts'
import { visit } from '../pages/visit.ts'

/** A draft that has been opened, and then changed elsewhere. */
async function openedAndChanged(page: Page, author: Person): Promise<{ editor: EditorPage; slug: string; id: string }> {
  const title = unique('Shared ')
  const draft = await writeDraft(author, { title, body: 'first' })
  const editor = new EditorPage(page)
  await editor.open(draft.slug)
  await author.api.articles.update.mutate({ id: draft.id, version: draft.version, body: 'theirs' })
  await editor.body.fill('mine, long thought over')
  await editor.save.click()
  await expect(editor.notice).toContainText('It was not saved: this article was changed elsewhere since you opened it.')
  return { editor, slug: draft.slug, id: draft.id }
}

test('a change that meets another keeps the typed text and says what to do', async ({ authorPage, author, watch }) => {
  watch.expectStatus(409)
  const { editor, slug } = await openedAndChanged(authorPage, author)
  await expect(editor.body).toHaveValue('mine, long thought over')
  await expect(editor.notice).toContainText('nothing of it is lost')
  expect((await author.api.articles.get.query({ slug })).body).toBe('theirs')

  await editor.notice.getByRole('button', { name: 'Replace it with mine' }).click()
  await expect(editor.notice).toContainText('Your text will replace the other version.')
  await editor.save.click()
  await expect(editor.state).toHaveText('Draft saved')
  expect((await author.api.articles.get.query({ slug })).body).toBe('mine, long thought over')
})

test('the newest version can be loaded, and the own text put back', async ({ authorPage, author, watch }) => {
  watch.expectStatus(409)
  const { editor } = await openedAndChanged(authorPage, author)
  await editor.notice.getByRole('button', { name: 'Load the newest version' }).click()
  await expect(editor.body).toHaveValue('theirs')
  await editor.notice.getByRole('button', { name: 'Put my text back' }).click()
  await expect(editor.body).toHaveValue('mine, long thought over')
})

test('two tabs of one person meet in the same way', async ({ authorPage, author, context, watch }) => {
  watch.expectStatus(409)
  const title = unique('Two tabs ')
  const { slug } = await writeDraft(author, { title, body: 'first' })
  const other = await context.newPage()
  const [here, there] = [new EditorPage(authorPage), new EditorPage(other)]
  await here.open(slug)
  await there.open(slug)
  await there.body.fill('from the other tab')
  await there.save.click()
  await expect(there.state).toHaveText('Draft saved')
  await here.body.fill('from this tab')
  await here.publish.click()
  await expect(here.notice).toContainText('changed elsewhere')
  await expect(here.body).toHaveValue('from this tab')
})

test('the text of an article that was removed elsewhere can be kept as a new draft', async ({
  authorPage,
  author,
  watch,
}) => {
  watch.expectStatus(404)
  const title = unique('Removed ')
  const { id, slug } = await writeDraft(author, { title, body: 'first' })
  const editor = new EditorPage(authorPage)
  await editor.open(slug)
  await author.api.articles.remove.mutate({ id })
  await editor.body.fill('worth keeping')
  await editor.save.click()
  await expect(editor.notice).toContainText('this article has been removed')
  await editor.notice.getByRole('button', { name: 'Keep it as a new draft' }).click()
  await editor.save.click()
  await expect(editor.state).toHaveText('Draft saved')
  await visit(authorPage, '/drafts')
  await expect(authorPage.getByRole('main').getByRole('link', { name: title })).toBeVisible()
})

test('a profile that was changed in another window is not overwritten', async ({ authorPage: page, author, watch }) => {
  watch.expectStatus(409)
  const profile = new ProfilePage(page)
  await profile.open()
  const me = await author.api.users.me.query()
  await author.api.users.update.mutate({ version: me?.version ?? 0, bio: 'from elsewhere' })
  await profile.about.fill('from here')
  await profile.save.click()
  await expect(profile.failure).toContainText('It has changed since you read it.')
  await expect(profile.about).toHaveValue('from here')
  expect((await author.api.users.get.query({ username: author.username })).bio).toBe('from elsewhere')
})
