import { expect, test } from '../fixtures/conduit.ts'
import { unique } from '../fixtures/people.ts'

test('signing in and out, after a wrong password', async ({ page, member, watch }) => {
  watch.expectStatus(401)
  const cookies: Promise<(string | null)[]>[] = []
  page.on('response', (response) => {
    cookies.push(Promise.all([response.headerValue('set-cookie'), response.request().headerValue('cookie')]))
  })
  await page.goto('/login')
  await page.getByLabel('Email').fill(member.email)
  await page.getByLabel('Password').fill('not the right one')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.locator('.error-messages')).toHaveText('Email or password is wrong.')
  await expect(page.getByLabel('Email')).toHaveValue(member.email)
  await page.getByLabel('Password').fill(member.password)
  await page.getByLabel('Password').press('Enter')
  await expect(page).toHaveURL('/')
  await page.reload()
  await expect(page.locator('.navbar').getByRole('link', { name: member.username })).toBeVisible()
  expect(await page.evaluate('window.__conduit_debug__.getAuthState()')).toBe('authenticated')

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Or click here to logout.' }).click()
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await page.evaluate(() => localStorage.getItem('jwtToken'))).toBeNull()
  // Neither set nor sent, at any time.
  expect(cookies.length).toBeGreaterThan(10)
  expect((await Promise.all(cookies)).filter((each) => each.some((value) => value !== null))).toEqual([])
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('a name that is taken', async ({ page, member, watch }) => {
  watch.expectStatus(409)
  await page.goto('/register')
  await page.getByLabel('Username').fill(member.username)
  await page.getByLabel('Email').fill(`${unique('other-')}@example.com`)
  await page.getByLabel('Password').fill(unique('correct horse '))
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.locator('.error-messages')).toHaveText('Username has already been taken')
  await expect(page.getByLabel('Username')).toHaveValue(member.username)
})

test('a token that has expired signs out, and the page is still there to read', async ({
  open,
  api,
  member,
  watch,
}) => {
  watch.expectStatus(401)
  const title = unique('Still here ')
  const slug = await api.publish(member, { title })
  const page = await open({ token: 'a-token-that-has-expired' })
  await page.goto(`/article/${slug}`)
  await expect(page.getByRole('link', { name: 'Sign up', exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  expect(await page.evaluate('window.__conduit_debug__.getToken()')).toBeNull()
})

test('pages of members send guests to sign in', async ({ page, api, member }) => {
  const slug = await api.publish(member)
  for (const path of ['/settings', '/editor', `/editor/${slug}`, '/?feed=following']) {
    await page.goto(path)
    await expect(page).toHaveURL('/login')
  }
  await page.goto(`/article/${slug}`)
  await page
    .getByRole('button', { name: `Follow ${member.username}` })
    .first()
    .click()
  await expect(page).toHaveURL('/login')
  await page.goBack()
  await page.getByRole('button', { name: 'Favorite Article' }).first().click()
  await expect(page).toHaveURL('/register')
})

test('while the API fails, pages say so, and nothing that was typed is lost', async ({ open, api, member, watch }) => {
  watch.expectStatus(500)
  watch.expectMessage(/ERR_INTERNET_DISCONNECTED/)
  const slug = await api.publish(member)
  const page = await open(member)
  await page.route('**/api/articles*', (route) =>
    route.fulfill({ status: 500, json: { errors: { server: ['broke'] } } }),
  )
  await page.goto('/')
  await expect(page.locator('.empty-feed-message')).toHaveText('Server broke')

  await page.goto('/editor')
  await page.getByLabel('Article Title').fill('A long day’s work')
  await page.unroute('**/api/articles*')
  await page.route('**/api/articles', (route) => route.abort('internetdisconnected'))
  await page.getByRole('button', { name: 'Publish Article' }).click()
  await expect(page.locator('.error-messages')).toContainText('Unable to connect')
  await expect(page.getByLabel('Article Title')).toHaveValue('A long day’s work')

  await page.goto(`/article/${slug}`)
  // Only the write fails: if the list were still loading, its failure would be a second message on the page.
  await page.route('**/comments', (route) =>
    route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue(),
  )
  await page.getByLabel('Write a comment...').fill('Kept')
  await page.getByRole('button', { name: 'Post Comment' }).click()
  await expect(page.locator('.error-messages')).toContainText('Unable to connect')
  await expect(page.getByLabel('Write a comment...')).toHaveValue('Kept')

  await page.route('**/api/user', (route) => route.fulfill({ status: 500, json: {} }))
  await page.reload()
  await expect(page.locator('.navbar')).toContainText('Connecting')
  expect(await page.evaluate(() => localStorage.getItem('jwtToken'))).toBe(member.token)
  await page.unroute('**/api/user')
  await expect(page.locator('.navbar').getByRole('link', { name: member.username })).toBeVisible()
})
