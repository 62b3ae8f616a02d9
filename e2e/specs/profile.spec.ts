import { signUpPerson, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { Frame } from '../pages/frame.ts'
import { ProfilePage } from '../pages/profile-page.ts'

test('a changed profile is what everyone sees', async ({ authorPage: page, author, openBrowser }) => {
  const username = unique('emmy-')
  const profile = new ProfilePage(page)
  await profile.open()
  await profile.name.fill('Emmy Noether')
  await profile.username.fill(username)
  await profile.about.fill('Invariants.\nAnd rings.')
  await profile.save.click()
  await expect(new Frame(page).toast('Your profile is saved.')).toBeVisible()
  await expect(new Frame(page).account).toHaveAccessibleName('Account of Emmy Noether')
  // A second change right after it does not conflict with the first.
  await profile.about.fill('Invariants and rings.')
  await profile.save.click()
  await expect(new Frame(page).toast('Your profile is saved.').nth(1)).toBeVisible()

  const reader = await openBrowser()
  await reader.goto(`/authors/${username}`)
  const { heading, main } = new Frame(reader)
  await expect(heading).toHaveText('Emmy Noether')
  await expect(main).toContainText('Invariants and rings.')
  await expect(main).not.toContainText(author.email)
})

test('a username that someone else has is refused beside its field', async ({
  authorPage: page,
  author,
  url,
  watch,
}) => {
  watch.expectStatus(409)
  const other = await signUpPerson(url, 'Sofia Kovalevskaya')
  const profile = new ProfilePage(page)
  await profile.open()
  await profile.username.fill(other.username)
  await profile.save.click()
  await expect(profile.username).toHaveAccessibleDescription(/This username is taken\./)
  await expect(profile.username).toBeFocused()
  await expect(profile.username).toHaveValue(other.username)
  expect((await author.api.users.me.query())?.username).toBe(author.username)
})

test('what a username and a picture may be is said beside their fields', async ({ authorPage: page, watch }) => {
  watch.expectStatus(400)
  const profile = new ProfilePage(page)
  await profile.open()
  await profile.username.fill('Not a username!')
  await profile.save.click()
  await expect(profile.username).toHaveAccessibleDescription(/Expected 3 to 50 of a-z, 0-9, hyphen, dot and underscore/)
  await profile.picture.fill('http://example.com/me.png')
  await profile.save.click()
  await expect(profile.picture).toHaveAccessibleDescription(/Enter an address that begins with https:\/\//)
})

test('an author without articles has a page that says so', async ({ page, author }) => {
  await page.goto(`/authors/${author.username}`)
  await expect(new Frame(page).heading).toHaveText(author.name)
  await expect(page.getByRole('main').getByRole('heading', { name: '0 articles' })).toBeVisible()
})
