import type { Locator, Page } from '@playwright/test'
import type { Credentials } from '../fixtures/people.ts'
import { untilInteractive, visit } from './visit.ts'

/** The page that creates an account: for everyone, and by the set-up link for the operator. */
export class SignUpPage {
  readonly name: Locator
  readonly email: Locator
  readonly password: Locator
  readonly submit: Locator
  readonly failure: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.name = main.getByRole('textbox', { name: 'Name' })
    this.email = main.getByRole('textbox', { name: 'E-mail' })
    this.password = main.getByLabel('Password', { exact: true })
    this.submit = main.getByRole('button', { name: /^(Sign up|Create the operator account)$/ })
    this.failure = main.getByRole('alert')
  }

  async open(): Promise<void> {
    await visit(this.page, '/sign-up')
  }

  async signUp({ name, email, password }: Credentials): Promise<void> {
    await this.submit.waitFor()
    await untilInteractive(this.page)
    await this.name.fill(name)
    await this.email.fill(email)
    await this.password.fill(password)
    await this.submit.click()
  }
}
