import { publishArticle } from '../fixtures/articles.ts'
import { type Person, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'

/** Articles with one tag, the first of them the oldest. */
async function publishMany(author: Person, count: number): Promise<string> {
  const tag = unique('series-')
  for (let at = 1; at <= count; at++) await publishArticle(author, { title: `Part ${at} of ${tag}`, tags: [tag] })
  return tag
}

test('a long list is loaded page by page, and the focus goes to the first new article', async ({ page, author }) => {
  const tag = await publishMany(author, 43)
  const home = new HomePage(page)
  await home.open(`/?tag=${tag}`)
  await expect(home.count).toContainText('43 articles')
  await expect(home.articles).toHaveCount(20)
  await expect(home.article(`Part 43 of ${tag}`)).toBeVisible()
  await home.loadMore.click()
  await expect(home.articles).toHaveCount(40)
  await expect(home.article(`Part 23 of ${tag}`)).toBeFocused()

  // An article that is published in between does not shift the following ones.
  await publishArticle(author, { title: 'In between', tags: [tag] })
  await home.loadMore.click()
  await expect(home.articles).toHaveCount(43)
  await expect(home.article(`Part 1 of ${tag}`)).toBeVisible()
  await expect(home.loadMore).toBeHidden()
  const titles = await home.articles.getByRole('heading').allInnerTexts()
  expect(new Set(titles).size).toBe(43)
})

test('while more is loaded the button says so, and without a connection it offers to try again', async ({
  page,
  author,
  context,
  watch,
}) => {
  watch.expectMessage(/ERR_INTERNET_DISCONNECTED/)
  const tag = await publishMany(author, 21)
  const home = new HomePage(page)
  await home.open(`/?tag=${tag}`)
  await context.setOffline(true)
  await home.loadMore.click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The server could not be reached.')
  await context.setOffline(false)

  const { promise: isSeen, resolve: letGo } = Promise.withResolvers<void>()
  await page.route('**/api/trpc/articles.list*', async (route) => {
    await isSeen
    await route.continue()
  })
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click()
  const busy = page.getByRole('main').locator('[aria-busy=true], button:disabled')
  await expect(busy).toBeVisible()
  letGo()
  await expect(home.articles).toHaveCount(21)
  await expect(page.getByRole('main').getByRole('alert')).toBeHidden()
})

test('a search that finds nothing says so and leads back', async ({ page, author }) => {
  await publishArticle(author, { title: unique('Something ') })
  const home = new HomePage(page)
  await home.open()
  await home.search.fill(unique('nothing'))
  await expect(page.getByRole('main').getByRole('heading', { name: 'No article fits' })).toBeVisible()
  await expect(home.count).toHaveText(/^0 articles with/)
  await page.getByRole('link', { name: 'Show all articles' }).click()
  await expect(page).toHaveURL('/')
  await expect(home.search).toHaveValue('')
  await expect(home.articles.first()).toBeVisible()
})

test('a tag is chosen and left again, together with a search', async ({ page, author }) => {
  const [tag, word] = [unique('tag-'), unique('word')]
  await publishArticle(author, { title: `${word} with the tag`, tags: [tag] })
  await publishArticle(author, { title: `${word} without it` })
  const home = new HomePage(page)
  await home.open(`/?q=${word}&tag=${tag}`)
  await expect(home.articles).toHaveCount(1)
  await expect(new Frame(page).heading).toHaveText(`Articles tagged ${tag}`)
  await home.tag(tag).click()
  await expect(page).toHaveURL(`/?q=${word}`)
  await expect(home.articles).toHaveCount(2)
  await page.goBack()
  await expect(home.articles).toHaveCount(1)
})
