import type { Locator, Page } from '@playwright/test'

/** The frame around every page: header, menu of the account, toasts. */
export class Frame {
  readonly main: Locator
  readonly heading: Locator
  readonly skipLink: Locator
  readonly signInLink: Locator
  readonly newArticleLink: Locator
  readonly colours: Locator
  /** The button of the signed-in user. */
  readonly account: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    this.main = page.getByRole('main')
    this.heading = this.main.getByRole('heading', { level: 1 })
    this.skipLink = page.getByRole('link', { name: 'Skip to content' })
    const actions = page.getByRole('navigation', { name: 'Main' })
    this.signInLink = actions.getByRole('link', { name: 'Sign in' })
    this.newArticleLink = actions.getByRole('link', { name: 'New article' })
    this.colours = actions.getByRole('button', { name: /^Colours: / })
    this.account = actions.getByRole('button', { name: /^Account of / })
  }

  /** A short message that disappears after a while. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text })
  }

  /** Opens the menu of the account and selects one of its entries. */
  async choose(name: string): Promise<void> {
    await this.account.click()
    await this.entry(name).click()
  }

  /** An entry of the account's menu: a link, or a button. */
  entry(name: string): Locator {
    const header = this.page.getByRole('banner')
    return header.getByRole('link', { name, exact: true }).or(header.getByRole('button', { name, exact: true }))
  }
}
