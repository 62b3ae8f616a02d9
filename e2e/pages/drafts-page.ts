import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** What one has begun and not published. */
export class DraftsPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(): Promise<void> {
    await visit(this.page, '/drafts')
  }

  /** The link that goes on with a draft. */
  draft(title: string): Locator {
    return this.page.getByRole('main').getByRole('article').getByRole('link', { name: title, exact: true })
  }
}
