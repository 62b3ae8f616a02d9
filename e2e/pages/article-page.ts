import type { Locator, Page } from '@playwright/test'

/** One article, with the actions of its author. */
export class ArticlePage {
  readonly heading: Locator
  /** Its rendered text. */
  readonly text: Locator
  readonly tags: Locator
  readonly draftNote: Locator
  readonly edit: Locator
  readonly publish: Locator
  readonly unpublish: Locator
  readonly remove: Locator
  readonly confirmation: Locator

  constructor(page: Page) {
    const article = page.getByRole('main').getByRole('article')
    this.heading = article.getByRole('heading', { level: 1 })
    this.text = article
    this.tags = article.getByRole('list', { name: 'Tags' })
    this.draftNote = article.getByText('Draft: only you can see it')
    this.edit = article.getByRole('link', { name: 'Edit' })
    this.publish = article.getByRole('button', { name: 'Publish', exact: true })
    this.unpublish = article.getByRole('button', { name: 'Unpublish' })
    this.remove = article.getByRole('button', { name: 'Remove' })
    this.confirmation = page.getByRole('dialog', { name: 'Remove this article?' })
  }
}
