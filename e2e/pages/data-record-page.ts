import type { Locator, Page } from '@playwright/test'
import { untilInteractive, visit } from './visit.ts'

/** A row in the data browser, or the form of a new one. */
export class DataRecordPage {
  readonly heading: Locator
  readonly save: Locator
  /** The conflict that prevents a save. */
  readonly notice: Locator
  readonly details: Locator
  readonly historyTab: Locator
  readonly history: Locator
  readonly dialog: Locator
  /** The buttons of the noun's custom verbs. */
  readonly verbs: Locator
  private readonly page: Page
  private readonly main: Locator

  constructor(page: Page) {
    this.page = page
    this.main = page.getByRole('main')
    this.heading = this.main.getByRole('heading', { level: 1 })
    this.save = this.main.getByRole('button', { name: /^(Save changes|Create )/ })
    this.notice = this.main.getByRole('alert').filter({ hasText: /\S/ })
    this.details = this.main.getByRole('complementary', { name: 'Further fields' })
    this.historyTab = this.main.getByRole('tab', { name: 'History' })
    this.history = this.main.getByRole('tabpanel').getByRole('list').first()
    this.dialog = page.getByRole('dialog')
    this.verbs = this.main.getByRole('group', { name: /^What can be done with this / })
  }

  async open(resource: string, id: string): Promise<void> {
    await visit(this.page, `/data/${resource}/${id}`)
  }

  field(label: string): Locator {
    return this.main.getByRole('textbox', { name: label }).or(this.main.getByRole('combobox', { name: label }))
  }

  button(name: string): Locator {
    return this.main.getByRole('button', { name, exact: true })
  }

  /** The list of rows of another noun that refer to this one. */
  related(noun: string): Locator {
    return this.main.getByRole('region', { name: new RegExp(`^${noun} `) })
  }

  /** The events of the row, the newest first. */
  events(): Locator {
    return this.history.locator(':scope > li')
  }

  /** Waits for the row that a link leads to. */
  async arrive(): Promise<void> {
    await this.heading.waitFor()
    await untilInteractive(this.page)
  }
}
