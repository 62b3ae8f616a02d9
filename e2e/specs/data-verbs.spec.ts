import { expectAccessible } from '../fixtures/accessible.ts'
import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { signUpPerson, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { DataRecordPage } from '../pages/data-record-page.ts'
import { DataTablePage } from '../pages/data-table-page.ts'
import { Frame } from '../pages/frame.ts'

// In each of them axe checks a page in both colour schemes, which takes seconds on a busy machine.
test.describe.configure({ timeout: 90_000 })

test('a verb without input asks before it is done, by keys alone, and the focus stays beside it', async ({
  authorPage: page,
  author,
}) => {
  const title = unique('Verb of a row ')
  const { id } = await writeDraft(author, { title })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await expect(record.button('Unpublish')).toBeHidden()
  await record.button('Publish').press('Enter')
  await expect(record.dialog).toHaveAccessibleName(`Publish: “${title}”`)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(record.dialog).toBeHidden()
  await expect(record.button('Publish')).toBeFocused()
  expect(await author.api.articles.get.query({ id })).toMatchObject({ publishedAt: null })

  await page.keyboard.press('Enter')
  await record.dialog.getByRole('button', { name: 'Publish' }).press('Enter')
  await expect(new Frame(page).toast('Publish: done.')).toBeVisible()
  await expect(record.button('Unpublish')).toBeVisible()
  await expect(record.button('Publish')).toBeHidden()
  await expect(record.verbs).toBeFocused()
  expect(await author.api.articles.get.query({ id })).toMatchObject({ publishedAt: expect.any(Date) })
})

test('a verb of rows that are selected is done for each that allows it, and the others are named', async ({
  authorPage: page,
  author,
  operator,
  watch,
}) => {
  watch.expectStatus(404)
  const word = unique('verbs')
  const mine = [`${word} one`, `${word} two`]
  const ids: string[] = []
  for (const title of mine) ids.push((await publishArticle(author, { title })).id)
  const other = await publishArticle(operator, { title: `${word} of another` })
  const frame = new Frame(page)
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}&sort=title`)
  await page.getByRole('checkbox', { name: 'Select all articles of this page' }).check()
  await expect(table.selection.getByRole('button', { name: 'Publish', exact: true })).toBeHidden()
  await table.selection.getByRole('button', { name: 'Unpublish' }).click()
  await expect(table.dialog).toHaveAccessibleName('Unpublish: 3 articles')
  await table.dialog.getByRole('button', { name: 'Unpublish' }).click()
  await expect(table.dialog).toContainText('It was done for 2 articles. It was refused for 1 article:')
  await expect(table.dialog.getByRole('listitem')).toContainText(`${word} of another`)
  await expectAccessible(page)
  await table.dialog.getByRole('button', { name: 'Close' }).click()
  for (const id of ids) expect(await author.api.articles.get.query({ id })).toMatchObject({ publishedAt: null })
  expect(await author.api.articles.get.query({ id: other.id })).toMatchObject({ publishedAt: expect.any(Date) })

  // The verb skips rows that it does not fit: another author's article is published already.
  await page.getByRole('checkbox', { name: 'Select all articles of this page' }).check()
  await table.selection.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(table.dialog).toHaveAccessibleName('Publish: 2 articles')
  await table.dialog.getByRole('button', { name: 'Publish' }).click()
  await expect(frame.toast('Publish: done for 2 articles.')).toBeVisible()
  await expect(table.selection).toBeHidden()
  await operator.api.articles.remove.mutate({ id: other.id })
})

test('a verb that takes more than the row has a form, and what is wrong stands beside its field', async ({
  openBrowser,
  operator,
  url,
  watch,
}) => {
  watch.expectStatus(400, 404)
  const someone = await signUpPerson(url, unique('Leaving '))
  const { id } = await operator.api.users.get.query({ username: someone.username })
  const page = await openBrowser(operator)
  const record = new DataRecordPage(page)
  await record.open('users', id)
  await record.button('Remove').click()
  const password = record.dialog.getByLabel('Current password')
  await expect(password).toHaveAttribute('type', 'password')
  await password.fill('x'.repeat(201))
  await record.dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(password).toBeFocused()
  await expect(password).toHaveAccessibleDescription(/200/)
  await expectAccessible(page)
  expect(await operator.api.users.get.query({ username: someone.username })).toMatchObject({ id })
  await password.fill(operator.password)
  await record.dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(new Frame(page).toast('Remove: done.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'This user is not there any more' })).toBeVisible()
})

test('a row is duplicated, and the page of the copy opens', async ({ authorPage: page, author }) => {
  const title = unique('To be copied ')
  const { id } = await writeDraft(author, { title })
  const record = new DataRecordPage(page)
  await record.open('articles', id)
  await record.button('Duplicate').click()
  await expect(record.dialog).toContainText('A new article is made from this one.')
  await expectAccessible(page)
  await record.dialog.getByRole('button', { name: 'Duplicate' }).click()
  await expect(new Frame(page).toast('Duplicate: done.')).toBeVisible()
  await expect(page).toHaveURL(
    (url) => /\/data\/articles\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(id),
  )
  await expect(record.heading).toHaveText(title)
  const { items } = await author.api.articles.list.query({ filter: { title: { equals: title } } })
  expect(items).toHaveLength(2)
})

test('where a value is unique the dialog asks for another', async ({ openBrowser, operator, watch }) => {
  watch.expectStatus(409)
  const name = unique('Twin ')
  const place = await operator.api.places.create.mutate({ name, country: 'DE', latitude: 3, longitude: 4 })
  const page = await openBrowser(operator)
  const record = new DataRecordPage(page)
  await record.open('places', place.id)
  await record.button('Duplicate').click()
  const submit = record.dialog.getByRole('button', { name: 'Duplicate' })
  const input = record.dialog.getByLabel('Name')
  await submit.click()
  await expect(input).toHaveAccessibleDescription(/already/)
  await input.fill(`${name} too`)
  await submit.click()
  await expect(record.heading).toHaveText(`${name} too`)
  const { items } = await operator.api.places.list.query({ search: name })
  for (const { id } of items) await operator.api.places.remove.mutate({ id })
})

test('rows that refer to a row stand on its page as far as the reader may see them, and lead to the filtered table', async ({
  authorPage: page,
  author,
  operator,
  openBrowser,
}) => {
  const title = unique('Much said ')
  const article = await publishArticle(author, { title })
  await writeDraft(author, { title: unique('Draft ') })
  for (let nth = 1; nth <= 6; nth++)
    await operator.api.comments.create.mutate({ article: article.id, body: `Comment ${nth}` })
  const record = new DataRecordPage(page)
  await record.open('articles', article.id)
  const comments = record.related('Comments')
  await expect(comments.getByRole('listitem')).toHaveCount(5)
  await expect(comments.getByRole('listitem').first()).toContainText(operator.name)
  await expect(record.related('Favorites')).toContainText('No favorites that you may see.')
  await expectAccessible(page)
  await comments.getByRole('link', { name: 'All 6 comments' }).click()
  const table = new DataTablePage(page)
  await expect(table.chips).toContainText(article.slug)
  await expect(table.rows).toHaveCount(6)

  // The author's draft does not count for others.
  const { id } = await author.api.profiles.get.query({ username: author.username })
  await record.open('profiles', id)
  await expect(record.related('Articles').getByRole('listitem')).toHaveCount(2)
  const other = new DataRecordPage(await openBrowser(operator))
  await other.open('profiles', id)
  await expect(other.related('Articles').getByRole('listitem')).toHaveText([new RegExp(title)])
})
