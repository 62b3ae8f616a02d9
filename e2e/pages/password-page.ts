import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** The page that changes the password. */
export class PasswordPage {
  readonly current: Locator
  readonly next: Locator
  readonly submit: Locator
  readonly failure: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.current = main.getByLabel('Current password')
    this.next = main.getByLabel('New password')
    this.submit = main.getByRole('button', { name: 'Change password' })
    this.failure = main.getByRole('alert')
  }

  async open(): Promise<void> {
    await visit(this.page, '/account/password')
  }

  async change(from: string, to: string): Promise<void> {
    await this.current.fill(from)
    await this.next.fill(to)
    await this.submit.click()
  }
}
