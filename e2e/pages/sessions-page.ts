import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** The user's sessions, and the tokens of programs. */
export class SessionsPage {
  readonly sessions: Locator
  readonly endAllOthers: Locator
  readonly tokenName: Locator
  readonly tokenLifetime: Locator
  readonly createToken: Locator
  readonly newToken: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.sessions = main.getByRole('region', { name: 'Active now' }).getByRole('listitem')
    this.endAllOthers = main.getByRole('button', { name: 'End all others' })
    this.tokenName = main.getByRole('textbox', { name: 'What is it for?' })
    this.tokenLifetime = main.getByRole('combobox', { name: 'Ends after' })
    this.createToken = main.getByRole('button', { name: 'Create token' })
    this.newToken = main.getByRole('status').filter({ hasText: 'is ready' })
  }

  async open(): Promise<void> {
    await visit(this.page, '/account/sessions')
  }

  /** Ends the session of a device, or a token, by its name in the list. */
  async end(name: string): Promise<void> {
    await this.page
      .getByRole('main')
      .getByRole('button', { name: `End ${name}` })
      .click()
  }
}
