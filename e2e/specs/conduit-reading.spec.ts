import { expect, test } from '../fixtures/conduit.ts'
import { unique } from '../fixtures/people.ts'

test('pages of a list are links, and so is all that is read, without scripts too', async ({
  browser,
  page,
  api,
  member,
  conduitUrl,
}) => {
  test.setTimeout(60_000)
  const tag = unique('paged')
  for (let number = 1; number <= 11; number++)
    await api.publish(member, { title: unique(`${number}. `), tagList: [tag] })
  await page.goto(`/tag/${tag}`)
  await expect(page.locator('.article-preview')).toHaveCount(10)
  await page.getByRole('link', { name: 'Page 2' }).click()
  await expect(page).toHaveURL(`/tag/${tag}?page=2`)
  await expect(page.locator('.page-item.active')).toHaveText('2')
  await expect(page.locator('.article-preview h1')).toHaveText([/^1\. /])
  await page.goBack()
  await expect(page.locator('.article-preview')).toHaveCount(10)

  await using context = await browser.newContext({ baseURL: conduitUrl, javaScriptEnabled: false })
  const plain = await context.newPage()
  await plain.goto(`/tag/${tag}`)
  await plain.getByRole('link', { name: 'Page 2' }).click()
  await plain.locator('.preview-link').click()
  await expect(plain.locator('.article-content')).toContainText('Its text.')
  await plain.locator('.author').first().click()
  await expect(plain.locator('h4')).toHaveText(member.username)
})

test('documents tell what they are', async ({ page, api, member, watch, conduitUrl }) => {
  watch.expectStatus(404)
  const title = unique('Told ')
  const slug = await api.publish(member, { title, description: 'In a "sentence" & more' })
  const found = await page.goto(`/article/${slug}?utm_source=elsewhere`)
  expect(found?.status()).toBe(200)
  expect(found?.headers()['content-security-policy']).toContain("script-src 'self' 'sha256-")
  await expect(page).toHaveTitle(`${title} – Conduit`)
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${conduitUrl}/article/${slug}`)
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', title)
  // The slug of an earlier title leads to the article as well, and the document names its present address.
  expect((await page.goto(`/article/before-${slug.slice(-12)}`))?.status()).toBe(200)
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${conduitUrl}/article/${slug}`)
  await expect(page.locator('meta[name=description]')).toHaveAttribute('content', 'In a "sentence" & more')
  for (const path of ['/article/not-there', `/profile/${unique('nobody-')}`, '/not/there']) {
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page.getByRole('link', { name: 'Read what is new' })).toBeVisible()
  }
})
