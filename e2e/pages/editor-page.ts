import type { Locator, Page } from '@playwright/test'
import { untilInteractive, visit } from './visit.ts'

/** The editor of an article. */
export class EditorPage {
  readonly title: Locator
  readonly description: Locator
  readonly tags: Locator
  readonly body: Locator
  readonly write: Locator
  readonly previewTab: Locator
  readonly preview: Locator
  readonly save: Locator
  readonly publish: Locator
  /** Whether it is saved. */
  readonly state: Locator
  /** A notice that needs a decision: a conflict, unsaved text from before, a failure. */
  readonly notice: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    const main = page.getByRole('main')
    this.title = main.getByRole('textbox', { name: 'Title' })
    this.description = main.getByRole('textbox', { name: 'Description' })
    this.tags = main.getByRole('textbox', { name: 'Tags' }).or(main.getByRole('combobox', { name: 'Tags' }))
    this.body = main.getByRole('textbox', { name: 'Text' })
    this.write = main.getByRole('tab', { name: 'Write' })
    this.previewTab = main.getByRole('tab', { name: 'Preview' })
    this.preview = main.getByRole('tabpanel', { name: 'Preview' })
    this.save = main.getByRole('button', { name: /^Save (draft|changes)$/ })
    this.publish = main.getByRole('button', { name: 'Publish', exact: true })
    this.state = main.getByRole('status')
    this.notice = main.getByRole('alert').filter({ hasText: /\S/ })
  }

  async open(slug?: string): Promise<void> {
    await visit(this.page, slug === undefined ? '/editor' : `/editor/${slug}`)
  }

  /** Waits for the editor that a link leads to. */
  async arrive(): Promise<void> {
    await this.title.waitFor()
    await untilInteractive(this.page)
  }

  async addTag(tag: string): Promise<void> {
    await this.tags.fill(tag)
    await this.tags.press('Enter')
  }
}
