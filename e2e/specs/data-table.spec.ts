import { readFile } from 'node:fs/promises'
import { publishArticle, writeDraft } from '../fixtures/articles.ts'
import { type Person, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { DataTablePage } from '../pages/data-table-page.ts'
import { Frame } from '../pages/frame.ts'
import { untilInteractive, visit } from '../pages/visit.ts'

/** Articles of this author whose titles begin with the same word. */
async function articlesOf(author: Person, count: number): Promise<{ word: string; titles: string[] }> {
  const word = unique('data')
  const titles = Array.from({ length: count }, (_, nth) => `${word} ${String(nth).padStart(2, '0')}`)
  for (const title of titles) await publishArticle(author, { title, body: `Some *text* of ${word}.` })
  return { word, titles }
}

test('whoever is signed in finds the resources in the menu, and in them what they may see', async ({
  authorPage: page,
  author,
}) => {
  const { titles } = await articlesOf(author, 1)
  await visit(page, '/')
  await new Frame(page).choose('Data')
  await expect(new Frame(page).heading).toHaveText('Data')
  const resources = page.getByRole('main').getByRole('heading', { level: 2 })
  await expect(resources.filter({ hasText: /^(Articles|Places|Saved views|Users)$/ })).toHaveCount(4)
  await page.getByRole('link', { name: 'Articles', exact: true }).first().click()
  const table = new DataTablePage(page)
  await expect(table.heading).toHaveText('Articles')
  await expect(table.link(titles[0] ?? '')).toBeVisible()
})

test('search, filters, order and columns stand in the address: a reload and the back button keep them', async ({
  authorPage: page,
  author,
}) => {
  const { word, titles } = await articlesOf(author, 3)
  await writeDraft(author, { title: `${word} draft` })
  const table = new DataTablePage(page)
  await table.open('articles')
  await table.search.fill(word)
  await expect(table.rows).toHaveCount(4)
  await expect(page).toHaveURL(/\?q=data/)
  await expect(
    table
      .row(titles[1] ?? '')
      .locator('mark')
      .first(),
  ).toBeVisible()

  await table.filterBy('Published', 'is set')
  await expect(table.rows).toHaveCount(3)
  await expect(table.chips).toContainText('Published is set')
  await table.filterBy('Author username', 'is', author.username)
  await expect(table.rows).toHaveCount(3)

  await table.sortBy('Title')
  await expect(table.head('Title')).toHaveAttribute('aria-sort', 'ascending')
  await expect(table.names()).toHaveText(titles.map((title) => new RegExp(`^${title}`)))
  await table.sortBy('Title')
  await expect(table.head('Title')).toHaveAttribute('aria-sort', 'descending')
  await expect(table.names().first()).toContainText(titles[2] ?? '')

  await table.showColumn('Slug')
  await expect(table.head('Slug')).toBeVisible()
  const address = page.url()
  await page.reload()
  await untilInteractive(page)
  expect(page.url()).toBe(address)
  await expect(table.rows).toHaveCount(3)
  await expect(table.names().first()).toContainText(titles[2] ?? '')
  await expect(table.head('Slug')).toBeVisible()
  await expect(table.search).toHaveValue(word)

  await page.goBack()
  await expect(table.head('Title')).toHaveAttribute('aria-sort', 'ascending')
  await page.goBack()
  await expect(table.head('Title')).not.toHaveAttribute('aria-sort')
  await table.chips.getByRole('button', { name: 'Remove filter: Published is set' }).click()
  await expect(table.rows).toHaveCount(4)
})

test('a filter that is removed while the server still answers a step back stays removed', async ({
  authorPage: page,
  author,
}) => {
  const { word } = await articlesOf(author, 3)
  await writeDraft(author, { title: `${word} draft` })
  const table = new DataTablePage(page)
  await table.open('articles')
  await table.search.fill(word)
  await expect(table.rows).toHaveCount(4)
  await table.filterBy('Published', 'is set')
  await expect(table.rows).toHaveCount(3)
  await table.sortBy('Title')
  await expect(table.head('Title')).toHaveAttribute('aria-sort', 'ascending')
  await page.reload()
  await untilInteractive(page)
  await expect(table.rows).toHaveCount(3)

  // After a reload Next asks the server for each step back.
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
  const asked = page.waitForRequest((request) => request.headers().rsc === '1')
  await page.route(
    (url) => url.searchParams.has('_rsc'),
    async (route) => {
      await isReleased
      await route.continue()
    },
  )
  await page.goBack()
  await asked
  await expect(table.head('Title')).not.toHaveAttribute('aria-sort')
  await table.chips.getByRole('button', { name: 'Remove filter: Published is set' }).click()
  await expect(table.rows).toHaveCount(4)
  release()
  await page.waitForLoadState('networkidle')
  await expect(table.rows).toHaveCount(4)
  await expect(page).toHaveURL(/\?q=[^&]*$/)
})

test('pages lead on and back, and the focus goes to the table', async ({ authorPage: page, author }) => {
  test.setTimeout(60_000)
  const { titles } = await articlesOf(author, 22)
  const table = new DataTablePage(page)
  await table.open('articles', `author.username.equals=${author.username}&sort=title`)
  await expect(table.rows).toHaveCount(20)
  await expect(table.range).toHaveText('1–20 of 22')
  await expect(table.previous).toBeDisabled()
  await table.next.click()
  await expect(table.names()).toHaveText([titles[20] ?? '', titles[21] ?? ''])
  await expect(table.range).toHaveText('21–22 of 22')
  await expect(table.region).toBeFocused()
  await expect(table.next).toBeDisabled()
  await page.reload()
  await expect(table.names()).toHaveText([titles[20] ?? '', titles[21] ?? ''])
  await untilInteractive(page)
  await table.previous.click()
  await expect(table.range).toHaveText('1–20 of 22')
})

test('a search without a match says so and can be taken back', async ({ authorPage: page }) => {
  const table = new DataTablePage(page)
  await table.open('articles', `q=${unique('nothing')}`)
  await expect(page.getByRole('heading', { name: 'No articles match' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(page).toHaveURL('/data/articles')
})

test('an address that makes no sense shows the table all the same; a cursor of elsewhere says what is wrong', async ({
  authorPage: page,
  watch,
}) => {
  watch.expectStatus(400, 207)
  const table = new DataTablePage(page)
  await table.open('articles', 'createdAt.gte=yesterday&sort=body&columns=nothing&size=7&secret.equals=1')
  await expect(table.heading).toHaveText('Articles')
  await expect(table.chips).toBeHidden()
  await table.open('articles', 'cursor=made-up&page=3')
  await expect(page.getByRole('heading', { name: 'The articles could not be read' })).toBeVisible()
  await page.getByRole('button', { name: 'Show all from the start' }).click()
  await expect(page.getByRole('heading', { name: 'The articles could not be read' })).toBeHidden()
})

test('a view gets a name, comes back by it, and is its owner’s alone', async ({
  authorPage: page,
  author,
  openBrowser,
  operator,
  watch,
}) => {
  watch.expectStatus(409)
  const { word } = await articlesOf(author, 2)
  const name = unique('My view ')
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}&sort=-title`)
  await table.viewsButton.click()
  await table.views.getByRole('textbox', { name: 'Name of this view' }).fill(name)
  await table.views.getByRole('button', { name: 'Save' }).click()
  await expect(table.views.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
  await table.views.getByRole('textbox', { name: 'Name of this view' }).fill(name)
  await table.views.getByRole('button', { name: 'Save' }).click()
  await expect(table.views).toContainText('There is one like it already.')

  await table.open('articles')
  await table.viewsButton.click()
  await table.views.getByRole('link', { name }).click()
  await expect(page).toHaveURL(`/data/articles?q=${word}&sort=-title`)
  await expect(table.rows).toHaveCount(2)

  const theirs = new DataTablePage(await openBrowser(operator))
  await theirs.open('articles')
  await theirs.viewsButton.click()
  await expect(theirs.views).not.toContainText('Loading')
  await expect(theirs.views.getByRole('link', { name })).toBeHidden()

  await table.viewsButton.click()
  await table.views.getByRole('button', { name: `Remove the view ${name}` }).click()
  await expect(table.views.getByRole('link', { name })).toBeHidden()
})

test('what a feature shows by its own component is shown by it', async ({ authorPage: page, operator }) => {
  const name = unique('Quito ')
  const { id } = await operator.api.places.create.mutate({ name, country: 'EC', latitude: -0.2299, longitude: -78.525 })
  const table = new DataTablePage(page)
  await table.open('places', `q=${encodeURIComponent(name)}`)
  await expect(table.row(name)).toContainText('0° 14′ S')
  await expect(table.row(name)).toContainText('78° 32′ W')
  await operator.api.places.remove.mutate({ id })
})

test('what is shown goes out as a file', async ({ authorPage: page, author }) => {
  const { word, titles } = await articlesOf(author, 2)
  const table = new DataTablePage(page)
  await table.open('articles', `q=${word}&publishedAt.not=null&author.username.equals=${author.username}&sort=title`)
  await expect(table.rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'NDJSON, a row a line' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('articles.ndjson')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).title)).toEqual(titles)
})
