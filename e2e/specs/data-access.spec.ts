import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { DataRecordPage } from '../pages/data-record-page.ts'
import { DataTablePage } from '../pages/data-table-page.ts'
import { Frame } from '../pages/frame.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { visit } from '../pages/visit.ts'

test('a stranger sees what they may see and no more, and is refused what they may not do', async ({
  author,
  operator,
  openBrowser,
  watch,
}) => {
  watch.expectStatus(404)
  const word = unique('secret')
  const draft = await writeDraft(author, { title: `${word} draft` })
  const article = await publishArticle(author, { title: `${word} for all` })
  const page = await openBrowser(operator)
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}`)
  await expect(table.rows).toHaveCount(1)
  await expect(table.row(`${word} for all`)).toBeVisible()
  await visit(page, `/data/articles/${draft.id}`)
  await expect(new Frame(page).heading).toHaveText('There is nothing here')

  const record = new DataRecordPage(page)
  await record.open('articles', article.id)
  await record.field('Description').fill('Not mine')
  await record.save.click()
  await expect(record.notice).toContainText('you may not change this article')
  expect(await author.api.articles.get.query({ id: article.id })).toMatchObject({ description: '' })
})

test('what a person may not do at all is not offered', async ({ authorPage: page, operator, watch }) => {
  watch.expectStatus(404)
  const name = unique('Place ')
  const { id } = await operator.api.places.create.mutate({ name, country: 'DE', latitude: 1, longitude: 2 })
  const table = new DataTablePage(page)
  await table.open('places', `q=${encodeURIComponent(name)}`)
  await expect(table.rows).toHaveCount(1)
  await expect(page.getByRole('link', { name: 'New place' })).toBeHidden()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  const record = new DataRecordPage(page)
  await record.open('places', id)
  await expect(record.details).toContainText(name)
  await expect(record.save).toBeHidden()
  await expect(record.button('Remove')).toBeHidden()
  await visit(page, '/data/places/new')
  await expect(new Frame(page).heading).toHaveText('There is nothing here')
  await operator.api.places.remove.mutate({ id })
})

test('whoever is not signed in signs in first and comes back to the same table', async ({ page, author }) => {
  await visit(page, '/data/articles?sort=title')
  const signIn = new SignInPage(page)
  await signIn.signIn(author)
  await expect(page).toHaveURL('/data/articles?sort=title')
  await expect(new DataTablePage(page).heading).toHaveText('Articles')
})
