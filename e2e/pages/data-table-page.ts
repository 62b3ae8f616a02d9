import type { Locator, Page } from '@playwright/test'
import { untilInteractive, visit } from './visit.ts'

/** The table of a resource in the data browser. */
export class DataTablePage {
  readonly heading: Locator
  readonly search: Locator
  /** The region that scrolls, with the table in it. */
  readonly region: Locator
  readonly rows: Locator
  readonly chips: Locator
  readonly filterButton: Locator
  readonly filterPanel: Locator
  readonly viewsButton: Locator
  readonly views: Locator
  readonly next: Locator
  readonly previous: Locator
  /** Which rows are shown, and their total. */
  readonly range: Locator
  /** The actions on the selected rows. */
  readonly selection: Locator
  readonly dialog: Locator
  private readonly page: Page
  private readonly main: Locator

  constructor(page: Page) {
    this.page = page
    this.main = page.getByRole('main')
    this.heading = this.main.getByRole('heading', { level: 1 })
    this.search = this.main.getByRole('searchbox')
    this.region = this.main.getByRole('region').filter({ has: page.getByRole('table') })
    this.rows = this.main.getByRole('table').locator('tbody tr')
    this.chips = this.main.getByRole('list', { name: 'Filters that are on' })
    this.filterButton = this.main.getByRole('button', { name: /^Filter/ })
    this.filterPanel = this.main.getByRole('region', { name: /^Filter / })
    this.viewsButton = this.main.getByRole('button', { name: 'Views' })
    this.views = page.getByRole('dialog', { name: 'Views' })
    this.next = this.main.getByRole('button', { name: /^Next / })
    this.previous = this.main.getByRole('button', { name: /^Previous / })
    this.range = this.main.getByRole('navigation', { name: 'Pages' }).getByRole('status')
    this.selection = this.main.getByRole('region', { name: 'What is selected' })
    this.dialog = page.getByRole('dialog')
  }

  async open(resource: string, query = ''): Promise<void> {
    await visit(this.page, query === '' ? `/data/${resource}` : `/data/${resource}?${query}`)
  }

  /** The row of this name. */
  row(name: string): Locator {
    return this.rows.filter({ hasText: name })
  }

  link(name: string): Locator {
    return this.rows.getByRole('link', { name, exact: true })
  }

  /** The names of the rows, from the top. */
  names(): Locator {
    return this.rows.locator('[data-title]')
  }

  head(label: string): Locator {
    return this.main.getByRole('columnheader', { name: label })
  }

  sortBy(label: string): Promise<void> {
    return this.head(label).getByRole('button').click()
  }

  /** Adds a filter through the panel. */
  async filterBy(field: string, way: string, value?: string): Promise<void> {
    const hasFilters = await this.chips.isVisible()
    await this.filterButton.click()
    if (hasFilters) await this.filterPanel.getByRole('button', { name: 'Add a filter' }).click()
    const line = this.filterPanel.getByRole('listitem').last()
    await line.getByRole('combobox', { name: 'Field' }).selectOption({ label: field })
    await line.getByRole('combobox', { name: 'How it is compared' }).selectOption({ label: way })
    if (value !== undefined) await line.getByRole('textbox').fill(value)
    await this.filterPanel.getByRole('button', { name: 'Apply' }).click()
  }

  select(name: string): Promise<void> {
    return this.rows.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  }

  async showColumn(label: string): Promise<void> {
    await this.main.getByRole('button', { name: 'Columns' }).click()
    await this.page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: label, exact: true }).click()
    await this.page.keyboard.press('Escape')
  }

  /** Waits for the table that a link leads to. */
  async arrive(): Promise<void> {
    await this.heading.waitFor()
    await untilInteractive(this.page)
  }
}
