import { expect, type Locator, type Page } from '@playwright/test'

/** A form with a field of every kind: see `fixtures/concerts.ts`. */
export class ConcertForm {
  private readonly main: Locator

  constructor(page: Page) {
    this.main = page.getByRole('main')
  }

  /** An input by its whole label. */
  input(label: string): Locator {
    const named = { name: label, exact: true }
    return this.main.getByRole('textbox', named).or(this.main.getByRole('combobox', named))
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      if (label === 'Genre') await this.input(label).selectOption(value)
      else await this.input(label).fill(value)
    }
  }

  /** What is said of each field: of an input, or of the parts of one value. */
  async expectRefusals(refusals: Readonly<Record<string, string | RegExp>>): Promise<void> {
    for (const [label, told] of Object.entries(refusals)) {
      const field = this.input(label).or(this.main.getByRole('group', { name: label, exact: true }))
      await expect(field).toHaveAccessibleDescription(told)
    }
  }
}
