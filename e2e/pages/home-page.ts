import type { Locator, Page } from '@playwright/test'
import { visit } from './visit.ts'

/** All published articles, filtered by search and tag. */
export class HomePage {
  readonly search: Locator
  /** The number of articles. */
  readonly count: Locator
  readonly tags: Locator
  readonly loadMore: Locator
  readonly articles: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.search = main.getByRole('searchbox', { name: 'Search articles' })
    this.count = main
      .getByRole('status')
      .filter({ hasText: /article/ })
      .first()
    this.tags = main.getByRole('navigation', { name: 'Popular tags' })
    this.loadMore = main.getByRole('button', { name: 'Load more' })
    this.articles = main.getByRole('article')
  }

  async open(path = '/'): Promise<void> {
    await visit(this.page, path)
  }

  /** The link to the article with this title. */
  article(title: string): Locator {
    return this.articles.getByRole('heading', { level: 2 }).getByRole('link', { name: title, exact: true })
  }

  tag(name: string): Locator {
    return this.tags.getByRole('link', { name: new RegExp(`^${name}\\b`) })
  }
}
