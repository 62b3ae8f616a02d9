import type { Locator, Page } from '@playwright/test'
import { untilInteractive, visit } from './visit.ts'

/** The page that signs a user in. */
export class SignInPage {
  readonly email: Locator
  readonly password: Locator
  readonly submit: Locator
  /** The error, read out at once. */
  readonly failure: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.email = main.getByRole('textbox', { name: 'E-mail' })
    this.password = main.getByLabel('Password', { exact: true })
    this.submit = main.getByRole('button', { name: 'Sign in' })
    this.failure = main.getByRole('alert')
  }

  async open(next?: string): Promise<void> {
    await visit(this.page, next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`)
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await this.submit.waitFor()
    await untilInteractive(this.page)
    await this.email.fill(email)
    await this.password.fill(password)
    await this.submit.click()
  }
}
