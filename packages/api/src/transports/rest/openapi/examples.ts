import { type JsonSchema, withoutNull } from './json-schema.ts'

/** Example values for common names; a schema's own `examples` take precedence. */
const byName: Readonly<Record<string, unknown>> = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  username: 'ada-lovelace',
  title: 'Notes on the Analytical Engine',
  slug: 'notes-on-the-analytical-engine-5a0b7c1f3e29',
  description: 'What it is about, in a sentence.',
  body: 'Text with **Markdown**.',
  bio: 'Mathematician.',
  password: 'a long pass phrase',
  currentPassword: 'a long pass phrase',
  newPassword: 'another long pass phrase',
  picture: 'https://example.com/ada.png',
  country: 'GB',
  latitude: 51.5074,
  longitude: -0.1278,
  currency: 'EUR',
  zone: 'Europe/London',
  limit: 20,
  version: 1,
  search: 'engine',
}

const byFormat: Readonly<Record<string, unknown>> = {
  int64: '9007199254740993',
  uuid: '01990000-0000-7000-8000-000000000000',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'ada@example.com',
  uri: 'https://example.com/',
}

const texts = ['example', 'Example', 'GB', 'EUR', '12.50', '1', 'a-word', 'a long enough example of a text']

/**
 * A value that fits a schema. Optional fields are included too, so that an example is complete.
 * @throws Error naming the field when no value is found: its zod schema should then provide one, with `.meta({ examples: […] })`
 */
export function exampleOf(given: JsonSchema, name = ''): unknown {
  const schema = withoutNull(given)
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  if (options?.[0]) return exampleOf(options[0], name)
  switch (schema.type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return schema.items && schema.maxItems !== 0 ? [exampleOf(schema.items, name)] : []
    case 'boolean':
      return schema.default ?? false
    case 'integer':
    case 'number':
      return [byName[name], schema.default, 1, schema.minimum, schema.maximum].find((value) => isNumber(value, schema))
    case 'null':
      return null
    case 'string':
      return textOf(schema, name)
    default:
      return 'any JSON value'
  }
}

function objectOf({ properties = {}, additionalProperties }: JsonSchema): Record<string, unknown> {
  const named = Object.entries(properties).map(([key, property]) => [key, exampleOf(property, key)] as const)
  const other = typeof additionalProperties === 'object' ? [['name', exampleOf(additionalProperties)] as const] : []
  return Object.fromEntries([...named, ...other])
}

function isNumber(value: unknown, { type, minimum = -Infinity, maximum = Infinity }: JsonSchema): boolean {
  if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value))) return false
  return value >= minimum && value <= maximum
}

function textOf(schema: JsonSchema, name: string): unknown {
  const { format, pattern, minLength = 0, maxLength = Infinity } = schema
  if (format !== undefined && byFormat[format] !== undefined) return byFormat[format]
  const fitting = [byName[name], schema.default, ...texts, 'x'.repeat(minLength)].find(
    (text) =>
      typeof text === 'string' &&
      text.length >= minLength &&
      text.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(text)),
  )
  if (fitting === undefined)
    throw new Error(
      `No example fits ${name === '' ? 'a text' : name}: give its schema one, .meta({ examples: ['…'] }).`,
    )
  return fitting
}
