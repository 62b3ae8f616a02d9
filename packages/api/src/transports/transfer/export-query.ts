import { PlinthError } from '@plinth/core/errors'
import type { ExportInput } from '../../kit/export/export-rows.ts'
import { formats } from '../../kit/import/source-row.ts'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition, Field } from '../../kit/resource/definition.ts'

/**
 * Reads `format=csv&filter[country]=DE&filter[latitude][gt]=50&sort=-latitude,name&search=ulm`.
 * @throws PlinthError `INVALID_INPUT` naming the parameter
 */
export function readExportQuery(definition: Definition, query: URLSearchParams): ExportInput {
  const fields: Record<string, string[]> = {}
  const filter: Record<string, Record<string, unknown>> = {}
  let format: ExportInput['format'] = 'csv'
  let sort: string[] | undefined
  let search: string | undefined
  for (const [name, value] of query) {
    const [, filtered, by = ''] = /^filter\[([\w.]{1,100})\](?:\[(\w{1,20})\])?$/.exec(name) ?? []
    const known = formats.find((one) => one === value)
    if (name === 'format' && known) format = known
    else if (name === 'sort' && isSort(definition, value.split(','))) sort = value.split(',')
    else if (name === 'search' && value.length <= 200) search = value
    else if (filtered !== undefined && Object.hasOwn(definition.filters, filtered)) {
      const { field } = definition.filters[filtered] ?? {}
      const comparator = by !== '' ? by : field?.kind === 'names' ? 'has' : 'equals'
      filter[filtered] = { ...filter[filtered], [comparator]: filterValue(field, comparator, value) }
    } else fields[name.slice(0, 100)] = ['It is not known here, or its value is none that is expected.']
  }
  if (Object.keys(fields).length > 0) throw new PlinthError('INVALID_INPUT', { fields })
  const parsed = definition.schemas.filter.safeParse(filter)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      fields[`filter${path.map((key) => `[${String(key)}]`).join('')}`] = [message]
    throw new PlinthError('INVALID_INPUT', { fields })
  }
  assertStorable([filter, search])
  return { format, filter: parsed.data, sort, search }
}

function isSort({ sorts }: Definition, sort: readonly string[]): boolean {
  const names = sort.map((key) => key.replace(/^-/, ''))
  return sort.length <= 4 && new Set(names).size === names.length && names.every((name) => sorts.includes(name))
}

/** What a text stands for in a filter of this field; what it cannot stand for stays text, and is refused by the filter's schema. */
function filterValue(field: Field | undefined, comparator: string, text: string): unknown {
  if (comparator === 'in' || comparator === 'hasEvery') return text.split(',').map((each) => scalarOf(field, each))
  if (text === 'null' && (comparator === 'equals' || comparator === 'not') && field?.isNullable) return null
  return comparator === 'contains' ? text : scalarOf(field, text)
}

function scalarOf(field: Field | undefined, text: string): unknown {
  switch (field?.kind) {
    case 'integer':
    case 'number':
    case 'money':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'dateTime':
    case 'zonedTime':
      return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text) : text
    default:
      return text
  }
}
