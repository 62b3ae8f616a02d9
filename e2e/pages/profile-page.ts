import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** The public profile of the user. */
export class ProfilePage {
  readonly name: Locator
  readonly username: Locator
  readonly about: Locator
  readonly picture: Locator
  readonly save: Locator
  readonly failure: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.name = main.getByRole('textbox', { name: 'Name', exact: true })
    this.username = main.getByRole('textbox', { name: 'Username' })
    this.about = main.getByRole('textbox', { name: 'About you' })
    this.picture = main.getByRole('textbox', { name: 'Picture' })
    this.save = main.getByRole('button', { name: 'Save profile' })
    this.failure = main.getByRole('alert')
  }

  async open(): Promise<void> {
    await visit(this.page, '/account')
  }
}
