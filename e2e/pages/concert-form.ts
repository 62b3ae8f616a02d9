import { expect, type Locator, type Page } from '@playwright/test'

/** Values for inputs that accept only certain texts. */
const other: Readonly<Record<string, string>> = { date: '2000-01-01', 'datetime-local': '2000-01-01T00:00' }

/** A form with a field of every kind: see `fixtures/concerts.ts`. */
export class ConcertForm {
  private readonly main: Locator

  constructor(page: Page) {
    this.main = page.getByRole('main')
  }

  /** An input by its whole label; a part of an address by the labels of both, such as `Venue: City`. */
  input(label: string): Locator {
    const named = { name: label, exact: true }
    const [group = '', part = ''] = label.split(': ')
    return this.main
      .getByRole('textbox', named)
      .or(this.main.getByRole('combobox', named))
      .or(this.main.getByRole('group', { name: group, exact: true }).getByRole('textbox', { name: part, exact: true }))
  }

  /** Types something into every input and restores it, so that each shows its original value again. */
  async touchAll(): Promise<void> {
    const form = this.main.locator('form')
    for (const input of await form.locator('input:not([type=checkbox]):visible, textarea:visible').all()) {
      const shown = await input.inputValue()
      await input.fill(other[(await input.getAttribute('type')) ?? ''] ?? `${shown}x`)
      await input.fill(shown)
      await input.blur()
    }
    for (const select of await form.locator('select').all()) {
      const shown = await select.inputValue()
      await select.selectOption({ index: (await select.locator('option').count()) - 1 })
      await select.selectOption(shown)
    }
    for (const box of await form.getByRole('checkbox').all()) for (let nth = 0; nth < 2; nth++) await box.click()
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      if (label === 'Genre') await this.input(label).selectOption(value)
      else await this.input(label).fill(value)
    }
  }

  /** The error of each field: of an input, or of the parts of one value. */
  async expectRefusals(refusals: Readonly<Record<string, string | RegExp>>): Promise<void> {
    for (const [label, told] of Object.entries(refusals)) {
      const field = this.input(label).or(this.main.getByRole('group', { name: label, exact: true }))
      await expect(field).toHaveAccessibleDescription(told)
    }
  }
}
