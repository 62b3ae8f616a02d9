import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** The user's unpublished articles. */
export class DraftsPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(): Promise<void> {
    await visit(this.page, '/drafts')
  }

  /** The link that opens a draft in the editor. */
  draft(title: string): Locator {
    return this.page.getByRole('main').getByRole('article').getByRole('link', { name: title, exact: true })
  }
}
