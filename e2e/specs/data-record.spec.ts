import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { DataRecordPage } from '../pages/data-record-page.ts'
import { DataTablePage } from '../pages/data-table-page.ts'
import { Frame } from '../pages/frame.ts'
import { visit } from '../pages/visit.ts'

test('a row is created by its form, changed, published and removed', async ({ authorPage: page, author }) => {
  const frame = new Frame(page)
  const record = new DataRecordPage(page)
  const title = unique('Made in the console ')
  await visit(page, '/data/articles/new')
  await record.save.click()
  await expect(record.field('Title')).toBeFocused()
  await expect(record.field('Title')).toHaveAccessibleDescription('Title is needed.')
  await record.field('Title').fill(title)
  await record.field('Tags').fill('console')
  await record.field('Tags').press('Enter')
  await record.field('Body').fill('## Written here')
  await page.getByRole('tab', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { name: 'Written here' })).toBeVisible()
  await record.save.click()
  await expect(record.heading).toHaveText(title)
  await record.arrive()

  await record.field('Description').fill('Changed')
  await page.keyboard.press('Control+s')
  await expect(frame.toast('Saved.')).toBeVisible()
  await record.button('Publish').click()
  await record.dialog.getByRole('button', { name: 'Publish' }).click()
  await expect(record.button('Unpublish')).toBeVisible()
  await expect(record.button('Publish')).toBeHidden()
  const { items } = await author.api.articles.list.query({ search: title })
  expect(items[0]).toMatchObject({ title, description: 'Changed', tags: ['console'], publishedAt: expect.any(Date) })

  await record.button('Remove').click()
  await record.dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(page).toHaveURL('/data/articles')
  await expect(new DataTablePage(page).row(title)).toBeHidden()
})

test('what the backend finds wrong stands beside its field', async ({ authorPage: page, author, watch }) => {
  watch.expectStatus(400)
  const { id } = await writeDraft(author, { title: unique('Too long ') })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await record.field('Title').fill('W'.repeat(201))
  await record.save.click()
  await expect(record.field('Title')).toHaveAccessibleDescription(/200/)
  await expect(record.field('Title')).toBeFocused()
})

test('a save that meets another change shows both versions, and nothing is lost', async ({
  authorPage: page,
  author,
  watch,
}) => {
  watch.expectStatus(409)
  const { id, version } = await writeDraft(author, { title: 'First title', description: 'First description' })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await author.api.articles.update.mutate({ id, version, title: 'Their title', body: 'Their text' })
  await record.field('Title').fill('My title')
  await record.field('Description').fill('My description')
  await record.save.click()
  await expect(record.notice).toContainText('changed elsewhere')
  await expect(record.notice).toContainText('My title')
  await expect(record.notice).toContainText('Their title')
  await record.notice.getByRole('radio', { name: /^The other/ }).check()
  await record.notice.getByRole('button', { name: 'Put these into the form' }).click()
  await expect(record.field('Title')).toHaveValue('Their title')
  await expect(record.field('Description')).toHaveValue('My description')
  await expect(record.field('Body')).toHaveValue('Their text')
  await record.save.click()
  await expect(new Frame(page).toast('Saved.')).toBeVisible()
  expect(await author.api.articles.get.query({ id })).toMatchObject({
    title: 'Their title',
    description: 'My description',
    body: 'Their text',
  })
})

test('the history tells what changed and who did it, and an earlier version is restored', async ({
  authorPage: page,
  author,
}) => {
  const { id, version } = await writeDraft(author, { title: 'First', tags: ['old'] })
  await author.api.articles.update.mutate({ id, version, title: 'Second', tags: ['new'] })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await record.historyTab.click()
  await expect(page).toHaveURL(/tab=history/)
  await expect(record.events()).toHaveCount(2)
  const [newest, oldest] = [record.events().first(), record.events().last()]
  await expect(newest).toContainText('Updated')
  await expect(newest).toContainText(author.name)
  // The slug changes with the title.
  await expect(newest.getByRole('deletion').filter({ hasText: /^First$/ })).toBeVisible()
  await expect(newest.getByRole('insertion').filter({ hasText: /^Second$/ })).toBeVisible()
  await oldest.getByRole('button', { name: 'Restore this version' }).click()
  await record.dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(record.events()).toHaveCount(3)
  await expect(record.heading).toHaveText('First')
  expect(await author.api.articles.get.query({ id })).toMatchObject({ title: 'First', tags: ['old'] })
})

test('a restore names what keeps its present value: an article that was published since stays published', async ({
  authorPage: page,
  author,
}) => {
  const { id, version } = await writeDraft(author, { title: 'Draft' })
  const published = await author.api.articles.publish.mutate({ id, version })
  await author.api.articles.update.mutate({ id, version: published.version, title: 'Later' })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await record.historyTab.click()
  await expect(record.events()).toHaveCount(3)
  const restore = (nth: number) =>
    record.events().nth(nth).getByRole('button', { name: 'Restore this version' }).click()
  await restore(1)
  await expect(record.dialog).toContainText('from where it can be restored again.')
  await expect(record.dialog).not.toContainText('present value')
  await record.dialog.getByRole('button', { name: 'Cancel' }).click()
  await restore(2)
  await expect(record.dialog).toContainText('Published keeps its present value.')
  await record.dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(new Frame(page).toast('That version is restored. Published keeps its present value.')).toBeVisible()
  await expect(record.heading).toHaveText('Draft')
  expect(await author.api.articles.get.query({ id })).toMatchObject({ publishedAt: expect.any(Date) })
})

test('rows that are selected are changed and removed as a whole, or not at all', async ({
  authorPage: page,
  author,
  operator,
}) => {
  const word = unique('batch')
  const mine = [`${word} one`, `${word} two`]
  for (const title of mine) await publishArticle(author, { title })
  const other = await publishArticle(operator, { title: `${word} of another` })
  const frame = new Frame(page)
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}&sort=title`)
  await expect(table.rows).toHaveCount(3)
  await page.getByRole('checkbox', { name: 'Select all articles of this page' }).check()
  await expect(table.selection).toContainText('3 selected')
  await table.selection.getByRole('button', { name: 'Remove' }).click()
  await table.dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(table.dialog).toContainText('Nothing was changed')
  await expect(table.dialog).toContainText(`${word} of another`)
  await table.dialog.getByRole('button', { name: 'Close' }).click()
  await expect(table.rows).toHaveCount(3)

  await page.getByRole('checkbox', { name: `Select ${word} of another` }).uncheck()
  await table.selection.getByRole('button', { name: 'Change a field' }).click()
  await table.dialog.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Description' })
  await table.dialog.getByRole('textbox', { name: 'Description' }).fill('All the same')
  await table.dialog.getByRole('button', { name: 'Change all' }).click()
  await expect(frame.toast('2 articles were changed.')).toBeVisible()
  await expect(table.row(mine[0] ?? '')).toContainText('All the same')

  for (const title of mine) await table.select(title)
  await table.selection.getByRole('button', { name: 'Remove' }).click()
  await table.dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(table.rows).toHaveCount(1)
  await expect(table.row(`${word} of another`)).toBeVisible()
  await operator.api.articles.remove.mutate({ id: other.id })
})

test('a change of one field leaves line breaks of the others as they are', async ({ authorPage: page, author }) => {
  const title = `${unique('Line one ')}\nLine two`
  const body = 'First\r\nsecond\r\n'
  const { id } = await writeDraft(author, { title, body })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await record.field('Description').fill('Changed alone')
  await record.save.click()
  await expect(new Frame(page).toast('Saved.')).toBeVisible()
  expect(await author.api.articles.get.query({ id })).toMatchObject({ title, body, description: 'Changed alone' })
})
