import pg from 'pg'
import { expectAccessible } from '../fixtures/accessible.ts'
import { bodyOf, createConcert, optionalOf } from '../fixtures/concerts.ts'
import { signUpPerson, unique } from '../fixtures/people.ts'
import { test as base, expect } from '../fixtures/test.ts'
import { ConcertForm } from '../pages/concert-form.ts'
import { DataRecordPage } from '../pages/data-record-page.ts'
import { DataTablePage } from '../pages/data-table-page.ts'
import { Frame } from '../pages/frame.ts'
import { visit } from '../pages/visit.ts'
import { startNounProgram } from '../program/noun-program.ts'

/** Each command of the README's steps starts a process, on machines that may be busy. */
const walkTimeoutMs = 300_000

const test = base.extend<object, { program: Awaited<ReturnType<typeof startNounProgram>> }>({
  program: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants this shape
    async ({}, use) => {
      await using program = await startNounProgram()
      await use(program)
    },
    { scope: 'worker', timeout: walkTimeoutMs },
  ],
  url: [({ program }, use) => use(program.url), { scope: 'worker' }],
})

// One after the other, in one worker: they share the program, and the first finds its list empty.
test.describe.configure({ mode: 'default', timeout: walkTimeoutMs })

test('a new noun with a field of every kind is written, changed, removed and restored in the browser', async ({
  authorPage: page,
  url,
  watch,
}) => {
  watch.expectStatus(400)
  const host = await signUpPerson(url, 'Clara Schumann')
  await signUpPerson(url, 'Clara Schumann')
  const frame = new Frame(page)
  const table = new DataTablePage(page)
  const record = new DataRecordPage(page)
  const form = new ConcertForm(page)
  const title = unique('Evening of trios ')

  await test.step('the list is empty, and leads to the form', async () => {
    await table.open('concerts')
    await expect(page.getByRole('heading', { name: 'No concerts yet' })).toBeVisible()
    await page.getByRole('main').getByRole('link', { name: 'New concert' }).first().click()
    await expect(frame.heading).toHaveText('New concert')
    await record.arrive()
  })

  await test.step('what is wrong is said beside its field', async () => {
    await form.fill({
      ...{ Title: title, Genre: 'jazz', Seats: '12.5', Day: '2026-12-24', Doors: '2026-12-24T18:30' },
      ...{ 'Begins: day and time': '2026-12-24T19:30', 'Begins: time zone': 'Atlantis' },
      ...{ 'Ticket: amount': '12.345', 'Fee: amount': '1000', 'Fee: currency': 'E' },
      ...{ Contact: 'clara@example.com', Website: 'example.com', 'Rider: Chairs': '12.5' },
    })
    await record.save.click()
    await expect(form.input('Seats')).toBeFocused()
    await form.expectRefusals({
      ...{ Seats: 'Enter a whole number.', Begins: 'Enter a time zone such as Europe/Berlin.' },
      ...{ Ticket: 'Enter an amount such as 12.50.', Fee: 'Enter the currency as three letters, such as EUR.' },
      ...{ Host: 'Host is needed.', Website: 'Enter an address that begins with https://.' },
      ...{ Venue: 'Enter the street and the house.', 'Rider: Chairs': 'Enter a whole number.' },
    })
    await expectAccessible(page)
  })

  await test.step('the host is found by searching, with the keyboard alone', async () => {
    const input = form.input('Host')
    await input.focus()
    await page.keyboard.type('schumann')
    const offered = page.getByRole('listbox', { name: 'Host' }).getByRole('option')
    await expect(offered).toHaveCount(2)
    const theirs = offered.filter({ hasText: host.username })
    const isSecond = (await offered.first().textContent())?.includes(host.username) === false
    await page.keyboard.press('ArrowDown')
    if (isSecond) await page.keyboard.press('ArrowDown')
    await expect(theirs).toHaveAttribute('data-combobox-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(input).toHaveValue('Clara Schumann')
  })

  await test.step('what only the backend knows to be wrong stands there too', async () => {
    await form.fill({
      ...{ Seats: '120', 'Begins: time zone': 'Europe/Berlin', 'Ticket: amount': '12.50', 'Fee: currency': 'xxy' },
      ...{ Website: 'https://example.com/trios', 'Rider: Chairs': '4' },
      ...{ 'Venue: Street, house, flat': 'Inselstraße 18\nHinterhaus', 'Venue: Postal code': '04103' },
      ...{ 'Venue: City': 'Leipzig', 'Venue: Country': 'de' },
      Notes: 'Trio in *G minor*, op. 17.',
    })
    await page.getByRole('checkbox', { name: 'Open air' }).check()
    await record.save.click()
    await form.expectRefusals({ Fee: /ISO 4217/ })
    await form.fill({ 'Fee: currency': 'chf' })
  })

  await test.step('JSON is a form of its schema, with the raw text one click away', async () => {
    const rider = page.getByRole('group', { name: 'Rider', exact: true })
    const press = (name: string) => rider.getByRole('button', { name, exact: true }).press('Enter')
    await rider.getByRole('checkbox', { name: 'Piano' }).press('Space')
    await rider.getByRole('combobox', { name: 'Tuning' }).selectOption('442 Hz')
    await press('Add players')
    for (const [nth, name] of ['Ada', 'Bob', ''].entries()) {
      await press('Add to players')
      await rider
        .getByRole('group', { name: `Players ${nth + 1}` })
        .getByRole('textbox', { name: 'Name' })
        .fill(name)
    }
    await expect(rider.getByRole('button', { name: 'Add to players' })).toBeDisabled()
    await press('Move Players 2 up')
    await rider.getByRole('group', { name: 'Players 2' }).getByRole('textbox', { name: 'Mail' }).fill('nobody')
    await press('Add light')
    await rider.getByRole('textbox', { name: 'Colour' }).fill('warm')
    await rider.getByRole('textbox', { name: 'Parking' }).fill('{ "plate": "UL 1" }')
    await record.save.click()
    const mail = rider.getByRole('group', { name: 'Players 2' }).getByRole('textbox', { name: 'Mail' })
    await expect(mail).toBeFocused()
    await expect(mail).toHaveAccessibleDescription('This has another form than is expected.')
    await expectAccessible(page)
    await mail.fill('ada@example.com')
    await record.save.click()
    const third = rider.getByRole('group', { name: 'Players 3' }).getByRole('textbox', { name: 'Name' })
    await expect(third).toHaveAccessibleDescription(/needed|at least 1/)
    await press('Remove Players 3')
    await expect(rider.getByRole('button', { name: 'Add to players' })).toBeFocused()
    await press('Edit rider as JSON')
    const text = rider.getByRole('textbox', { name: 'Rider as JSON' })
    expect(JSON.parse(await text.inputValue())).toEqual({
      ...{ piano: true, chairs: 4, tuning: '442 Hz', parking: { plate: 'UL 1' } },
      light: { colour: 'warm', isDimmed: null },
      players: [{ name: 'Bob' }, { name: 'Ada', mail: 'ada@example.com' }],
    })
    await text.fill('{ piano: yes }')
    await expect(rider.getByRole('button', { name: 'Edit rider as a form' })).toBeDisabled()
    await text.fill('{ "piano": true, "chairs": 400 }')
    await press('Edit rider as a form')
    await record.save.click()
    await expect(rider.getByRole('textbox', { name: 'Chairs' })).toHaveAccessibleDescription('Enter at most 100.')
    await form.fill({ 'Rider: Chairs': '4' })
    await record.save.click()
    await expect(record.heading).toHaveText(title)
    await record.arrive()
    await expectAccessible(page)
  })

  await test.step('the row stands in the table as it was written', async () => {
    await table.open('concerts', 'columns=title,day,doorsAt,begins,ticket,fee,venue,rider,website,host,isOpenAir')
    for (const shown of [
      ...['24 Dec 2026', '24 Dec 2026, 18:30', '24 Dec 2026, 19:30 (Europe/Berlin)', '€12.50', 'CHF 1,000.00'],
      ...['Inselstraße 18, Hinterhaus, 04103 Leipzig, DE', '"chairs":4', 'example.com/trios', 'Clara Schumann', 'Yes'],
    ])
      await expect(table.row(title)).toContainText(shown)
  })

  await test.step('it is changed, and its history tells how', async () => {
    await table.link(title).click()
    await record.arrive()
    await form.fill({
      'Ticket: amount': '15',
      'Begins: day and time': '2026-12-24T20:00',
      Doors: '',
      'Venue: City': 'Halle',
    })
    // Choosing the chosen row again changes nothing.
    await form.input('Host').focus()
    await page.keyboard.press('Enter')
    await expect(form.input('Host')).toHaveValue('Clara Schumann')
    await record.save.click()
    await expect(frame.toast('Saved.')).toBeVisible()
    await record.historyTab.click()
    const [newest, oldest] = [record.events().first(), record.events().last()]
    for (const [was, is] of [
      ['€12.50', '€15.00'],
      ['24 Dec 2026, 19:30 (Europe/Berlin)', '24 Dec 2026, 20:00 (Europe/Berlin)'],
      ['Inselstraße 18, Hinterhaus, 04103 Leipzig, DE', 'Inselstraße 18, Hinterhaus, 04103 Halle, DE'],
    ] as const) {
      await expect(newest.getByRole('deletion').filter({ hasText: was })).toBeVisible()
      await expect(newest.getByRole('insertion').filter({ hasText: is })).toBeVisible()
    }
    await expect(newest.getByRole('term')).toHaveText(['Doors', 'Begins', 'Ticket', 'Venue'])
    await expect(oldest.getByRole('link', { name: 'Clara Schumann' })).toBeVisible()
    await expect(oldest.getByRole('insertion').filter({ hasText: 'CHF 1,000.00' })).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('it goes to the trash, comes back, and goes for good', async () => {
    const remove = async () => {
      await record.button('Remove').click()
      await expect(record.dialog).toContainText('goes to the trash')
      await record.dialog.getByRole('button', { name: 'Remove' }).click()
      await expect(page.getByRole('heading', { name: 'No concerts yet' })).toBeVisible()
      await page.getByRole('link', { name: 'Trash' }).click()
      await table.select(title)
    }
    await remove()
    await expectAccessible(page)
    await table.selection.getByRole('button', { name: 'Restore' }).click()
    await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible()
    await page.getByRole('link', { name: 'All concerts' }).click()
    await table.link(title).click()
    await record.arrive()
    await remove()
    await table.selection.getByRole('button', { name: 'Delete for good' }).click()
    await table.dialog.getByRole('button', { name: 'Delete for good' }).click()
    await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible()
    await visit(page, '/data/concerts')
    await expect(page.getByRole('heading', { name: 'No concerts yet' })).toBeVisible()
  })
})

test('a save sends the one field that was changed and leaves every other as it is stored', async ({
  authorPage: page,
  author,
  program,
}) => {
  const { id: person } = await author.api.profiles.get.query({ username: author.username })
  const title = unique('Evening of trios ')
  const filled = await createConcert(author, bodyOf(person, title, optionalOf(person)))
  const bare = await createConcert(author, bodyOf(person, title))
  // Values that Postgres can store and JavaScript cannot represent, and values that no form would accept today.
  await using database = await connected(program.databaseUrl)
  const beyond = `{"n": 12345678901234567890, "m": 1.10}`
  await database.rows(
    `update concerts set plays = 9007199254740993, setup = $1, website = 'example.com' where id = $2`,
    [beyond, filled],
  )

  const record = new DataRecordPage(page)
  const form = new ConcertForm(page)
  for (const id of [filled, bare]) {
    const read = async () => ({
      answer: (await (await author.client.fetch(`/api/v1/concerts/${id}`)).text()).replaceAll(changing, ''),
      stored: await database.rows(`select (to_jsonb(c) - $1::text[])::text as "row" from concerts c where id = $2`, [
        ['title', 'version', 'updatedAt'],
        id,
      ]),
    })
    const before = await read()
    await record.open('concerts', id)
    await form.touchAll()
    await form.fill({ Title: 'Changed alone' })
    const sent = page.waitForRequest(/concerts\.update/)
    await record.save.click()
    await expect(new Frame(page).toast('Saved.')).toBeVisible()
    expect((await sent).postDataJSON()).toEqual({ json: { id, version: 1, title: 'Changed alone' } })
    expect(await read()).toEqual(before)
  }
})

/** The changes of each save. */
const changing = /"title":"[^"]*",|"version":\d+|"updatedAt":"[^"]*",?/g

test('JSON with any key is saved as it was typed', async ({ authorPage: page, author }) => {
  const { id: host } = await author.api.profiles.get.query({ username: author.username })
  const id = await createConcert(author, bodyOf(host, 'Keys'))
  const record = new DataRecordPage(page)
  const form = new ConcertForm(page)
  const typed = { constructor: { prototype: [1] }, 'a.b': { toString: 'x', '': null } }
  await record.open('concerts', id)
  await form.fill({ Setup: JSON.stringify(typed) })
  await record.save.click()
  await expect(new Frame(page).toast('Saved.')).toBeVisible()
  await record.open('concerts', id)
  expect(JSON.parse(await form.input('Setup').inputValue())).toEqual(typed)
})

async function connected(connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return {
    rows: async (sql: string, values: unknown[]): Promise<unknown[]> => (await client.query(sql, values)).rows,
    [Symbol.asyncDispose]: () => client.end(),
  }
}
