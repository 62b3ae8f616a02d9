import { expect, test } from '../fixtures/conduit.ts'
import { unique } from '../fixtures/people.ts'

test('from signing up to an article that is read, answered, followed, changed and deleted', async ({
  page,
  open,
  api,
}) => {
  test.setTimeout(60_000)
  const username = unique('grace-')
  await page.goto('/register')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Email').fill(`${username}@example.com`)
  await page.getByLabel('Password').fill(unique('correct horse '))
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page).toHaveURL('/')
  await expect(page.locator('.navbar').getByRole('link', { name: username })).toBeVisible()

  const title = unique('On engines ')
  await page.getByRole('link', { name: 'New Article' }).click()
  await page.getByLabel('Article Title').fill(title)
  await page.getByLabel("What's this article about?").fill('Engines, told briefly')
  await page.getByLabel('Write your article').fill('## Steam\n\nIt *moves*.')
  const [tag, other] = [unique('steam'), unique('brass')]
  for (const text of [tag, other, tag]) {
    await page.getByLabel('Enter tags').fill(text)
    await page.getByLabel('Enter tags').press('Enter')
  }
  await expect(page.locator('.tag-pill')).toHaveText([tag, other])
  await page.getByRole('button', { name: `Remove tag ${other}` }).click()
  // A second press during the first write does not write again.
  await page.getByRole('button', { name: 'Publish Article' }).dblclick()
  await expect(page).toHaveURL(/\/article\/./)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await expect(page.locator('.article-content h2')).toHaveText('Steam')
  await expect(page.locator('.article-content .tag-pill')).toHaveText([tag])

  const reader = await open(await api.signUp())
  await reader.goto(`/tag/${tag}`)
  await reader.getByRole('heading', { name: title }).click()
  await expect(reader.getByRole('button', { name: 'Delete Article' })).toHaveCount(0)
  await reader.getByRole('button', { name: 'Favorite Article (0)' }).first().dblclick()
  await expect(reader.getByRole('button', { name: 'Unfavorite Article (1)' })).toHaveCount(2)
  await reader
    .getByRole('button', { name: `Follow ${username}` })
    .first()
    .click()
  await expect(reader.getByRole('button', { name: `Unfollow ${username}` })).toHaveCount(2)
  await reader.getByLabel('Write a comment...').fill('It does.\nIndeed.')
  await reader.getByRole('button', { name: 'Post Comment' }).click()
  await expect(reader.locator('.card:not(.comment-form) .card-block')).toHaveText('It does.\nIndeed.')
  await expect(reader.getByLabel('Write a comment...')).toHaveValue('')

  await reader.getByRole('link', { name: 'Home' }).click()
  await reader.getByRole('link', { name: 'Your Feed' }).click()
  await expect(reader).toHaveURL('/?feed=following')
  await expect(reader.locator('.article-preview h1')).toHaveText([title])

  await page.getByRole('link', { name: 'Edit Article' }).first().click()
  await expect(page.getByLabel('Article Title')).toHaveValue(title)
  await page.getByLabel('Article Title').fill(`${title}, again`)
  await page.getByRole('button', { name: `Remove tag ${tag}` }).click()
  await page.getByRole('button', { name: 'Publish Article' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${title}, again`)
  await expect(page.locator('.tag-pill')).toHaveCount(0)
  await expect(page.locator('.card-block')).toContainText(['', 'It does.'])

  await page.getByRole('button', { name: 'Delete Article' }).first().click()
  await expect(page).toHaveURL('/')
  await reader.getByRole('link', { name: 'Global Feed' }).click()
  await expect(reader.getByRole('link', { name: 'Global Feed' })).toHaveAttribute('aria-current', 'page')
  await expect(reader.getByRole('heading', { name: title })).toHaveCount(0)
})

test('a comment goes at its author’s word, and only theirs', async ({ open, api, member }) => {
  const slug = await api.publish(member)
  const other = await api.signUp()
  await api.comment(member, slug, 'By the author')
  await api.comment(other, slug, 'By another')
  const page = await open(other)
  await page.goto(`/article/${slug}`)
  await expect(page.locator('.card-text')).toHaveCount(2)
  await page.getByRole('button', { name: 'Delete comment' }).click()
  await expect(page.locator('.card-text')).toHaveText(['By the author'])
  await page.reload()
  await expect(page.locator('.card-text')).toHaveText(['By the author'])
})

test('settings are saved, shown on the profile, and the profile lists what its owner wrote and likes', async ({
  open,
  api,
  member,
}) => {
  const title = unique('Mine ')
  await api.publish(member, { title })
  const page = await open(member)
  await page.goto('/settings')
  await page.getByLabel('Short bio about you').fill('Writes on Tuesdays')
  await page.getByRole('button', { name: 'Update Settings' }).click()
  await expect(page).toHaveURL(`/profile/${member.username}`)
  await expect(page.locator('.user-info')).toContainText('Writes on Tuesdays')
  await expect(page.locator('.user-img')).toHaveAttribute('src', /default-avatar\.svg/)
  const favorite = page.getByRole('button', { name: `Favorite “${title}”, 0` })
  await favorite.click()
  await expect(page.getByRole('button', { name: `Unfavorite “${title}”, 1` })).toBeVisible()
  await page.getByRole('link', { name: 'Favorited Articles' }).click()
  await expect(page).toHaveURL(`/profile/${member.username}/favorites`)
  await expect(page.locator('.article-preview h1')).toHaveText([title])
})
