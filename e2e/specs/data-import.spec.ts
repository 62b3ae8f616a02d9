import { expectAccessible } from '../fixtures/accessible.ts'
import { unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { visit } from '../pages/visit.ts'

test('a file is mapped, checked, imported with its failed rows told, and taken back', async ({
  openBrowser,
  operator,
}) => {
  const page = await openBrowser(operator)
  const main = page.getByRole('main')
  const name = unique('Ulm ')
  const lines = ['Town,Country,latitude,longitude', `${name},DE,48.4,9.99`, 'Nowhere,Germany,1,1']
  await visit(page, '/data/places/import')
  await main
    .getByLabel('File to import')
    .setInputFiles({ name: 'towns.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await expect(main.getByText('Not filled yet: name.')).toBeVisible()
  await main.getByRole('row', { name: /^Town/ }).getByRole('combobox').selectOption('name')
  await expectAccessible(page)

  await main.getByRole('button', { name: 'Check without writing' }).click()
  await expect(main.getByRole('row', { name: /^2 country:/ })).toBeVisible()
  const { api } = operator
  const found = async () => (await api.places.list.query({ filter: { name: { equals: name } } })).items.length
  expect(await found()).toBe(0)

  await main.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(main.getByText(/^Imported/)).toBeVisible()
  expect(await found()).toBe(1)
  await expect(main.getByRole('link', { name: 'Download failed rows' })).toHaveAttribute('href', /errors\.csv$/)
  await expectAccessible(page)

  await main.getByRole('button', { name: 'Undo this import' }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(found).toBe(0)
})
