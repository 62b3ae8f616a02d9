import { expectAccessible } from '../fixtures/accessible.ts'
import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { DataRecordPage } from '../pages/data-record-page.ts'
import { DataTablePage } from '../pages/data-table-page.ts'

test('the table is searched, walked, selected and opened with keys alone', async ({ authorPage: page, author }) => {
  const word = unique('keys')
  for (const nth of ['one', 'two', 'three']) await publishArticle(author, { title: `${word} ${nth}` })
  const press = (key: string) => page.keyboard.press(key)
  const table = new DataTablePage(page)
  await table.open('articles', 'sort=-createdAt')
  await press('/')
  await expect(table.search).toBeFocused()
  await page.keyboard.type(word)
  await expect(table.rows).toHaveCount(3)
  await table.search.blur()
  await press('t')
  await expect(table.region).toBeFocused()
  await press('ArrowDown')
  await expect(table.link(`${word} three`)).toBeFocused()
  await press('j')
  await expect(table.link(`${word} two`)).toBeFocused()
  await press('x')
  await expect(table.selection).toContainText('1 selected')
  await press('End')
  await expect(table.link(`${word} one`)).toBeFocused()
  await press('Enter')
  await expect(new DataRecordPage(page).heading).toHaveText(`${word} one`)

  await table.open('articles')
  await press('f')
  await expect(table.filterPanel.getByRole('combobox', { name: 'Field' })).toBeFocused()
  await press('Escape')
  await expect(table.filterPanel).toBeHidden()
  await press('n')
  await expect(page).toHaveURL('/data/articles/new')
})

test('what opens in the data browser is accessible in both colour schemes', async ({
  authorPage: page,
  author,
  watch,
}) => {
  test.setTimeout(90_000)
  watch.expectStatus(409)
  const word = unique('open')
  const { id, version } = await writeDraft(author, { title: `${word} one`, tags: ['one', 'two'] })
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}`)
  await table.filterButton.click()
  await expectAccessible(page)
  await table.filterPanel.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Columns' }).click()
  await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await table.viewsButton.click()
  await expect(table.views).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await table.select(`${word} one`)
  await table.selection.getByRole('button', { name: 'Change a field' }).click()
  await expect(table.dialog).toBeVisible()
  await expectAccessible(page)

  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await author.api.articles.update.mutate({ id, version, title: `${word} two` })
  await record.field('Title').fill(`${word} three`)
  await record.save.click()
  await expect(record.notice).toContainText(`${word} two`)
  await expectAccessible(page)
})
