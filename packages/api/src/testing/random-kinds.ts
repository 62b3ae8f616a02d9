import fc from 'fast-check'

/** Choices that a spreadsheet would evaluate as formulas if they were not escaped. */
export const choices = ['calm', '=wild', '-1+1'] as const

/** The limits of exact numbers, and of 64-bit integers. */
export const edges = [
  -(2n ** 63n),
  -(2n ** 53n) - 1n,
  -1n,
  0n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
]

const hostile = [
  `=cmd|'/c calc'!a0`,
  '-1+1',
  '=1+1',
  "'=1",
  "''",
  "'",
  '-A',
  '\tx',
  '\rx',
  '\n=x',
  '@a',
  '+1',
  ' x ',
  '"',
  'a,b',
  ';',
  '[1]',
  '[',
  'null',
  '{"a":1}',
  '',
  '＝1',
  'a\r\nb',
  '😀',
  '\u00a0x\u00a0',
]
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ maxLength: 10 }).filter((each) => !each.includes('\0')),
)
const line = text.map((each) => each.trim()).filter((each) => each !== '')
const instant = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 })
const decimalText = fc
  .tuple(fc.bigInt(-(10n ** 29n), 10n ** 29n), fc.bigInt(0n, 10n ** 19n))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(20, '0')}`)
const jsonValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((each) => each !== null && !JSON.stringify(each).includes('\\u0000') && !JSON.stringify(each).includes('-0'))
const int64 = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.constantFrom(...edges))
const ratio = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Object.is(each, -0))
/** The values of a row of `kinds`, with texts that a file format could change. */
export const kindRow = fc.record({
  note: maybe(text),
  mail: maybe(fc.constantFrom('a@example.com', '-x@example.com')),
  count: maybe(fc.integer()),
  big: maybe(int64),
  ratio: maybe(ratio),
  price: maybe(decimalText),
  isOpen: maybe(fc.boolean()),
  mood: maybe(fc.constantFrom(...choices)),
  seenAt: maybe(instant),
  day: maybe(instant.map((each) => each.toISOString().slice(0, 10))),
  traits: maybe(jsonValue),
  place: maybe(
    fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      postalCode: line,
      city: line,
      region: line,
      country: fc.constant('DE'),
    }),
  ),
  fee: maybe(fc.tuple(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY'))),
  marks: fc.uniqueArray(line, { maxLength: 4 }),
  owner: maybe(text),
  words: fc.array(text, { maxLength: 4 }),
  counts: fc.array(fc.integer(), { maxLength: 4 }),
  bigs: fc.array(int64, { maxLength: 4 }),
  ratios: fc.array(ratio, { maxLength: 4 }),
  prices: fc.array(decimalText, { maxLength: 4 }),
  flags: fc.array(fc.boolean(), { maxLength: 4 }),
  moods: fc.array(fc.constantFrom(...choices), { maxLength: 4 }),
  start: maybe(fc.tuple(instant, fc.constantFrom('Europe/Berlin', 'Asia/Tokyo'))),
})
export type KindRow = typeof kindRow extends fc.Arbitrary<infer Row> ? Row : never
