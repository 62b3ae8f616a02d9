import type { Column } from '@plinth/db/model'
import type { Definition, Field, Params } from '../../kit/resource/definition.ts'
import { givenMark, setParam } from '../../kit/resource/parameters.ts'

const numeric = new Set(['Int', 'BigInt', 'Float', 'Decimal'])

/**
 * The fields of an event as parameters that restore them; undefined when the event does not record them. `before` holds each as JSON text: numbers and
 * JSON are sent to the database as the text that it wrote, so that JavaScript does not lose digits.
 */
export function paramsBefore(
  { fields, model }: Definition,
  before: Readonly<Record<string, string>>,
): { params: Params; values: Record<string, unknown> } | undefined {
  const params: Params = {}
  const values: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const audited = field.audit ? before[name] : undefined
    if (audited !== undefined) {
      values[name] = JSON.parse(audited)
      params[givenMark(name)] = true
      Object.assign(params, field.params?.(values[name]))
    }
    if (name === 'version' || !field.input) continue
    const told = field.columns.flatMap((column) => {
      const json = toldOf(before, { name, field, column })
      return json === undefined ? [] : [[column, json] as const]
    })
    const [first] = told
    if (!first) continue
    if (field.isSecret) return undefined
    for (const [column, json] of told) params[setParam(column)] = columnValue(json, model.columns[column])
    values[name] = params[setParam(first[0])]
  }
  return { params, values }
}

/** The JSON text of a column: of its field, or under its own name; see `columnIn`. */
function toldOf(before: Readonly<Record<string, string>>, at: { name: string; field: Field; column: string }) {
  const { name, field, column } = at
  const [whole, part] = [before[name], field.parts?.[column]]
  if (part === undefined) return whole ?? before[column]
  const value: unknown = JSON.parse(whole ?? '0')
  return typeof value === 'object' ? JSON.stringify(Object(value)[part] ?? null) : before[column]
}

function columnValue(json: string, { type = '', isList }: Partial<Column> = {}): unknown {
  if (json === 'null') return null
  if (type === 'Json') return json
  return numeric.has(type) && !isList && !json.startsWith('"') ? json : JSON.parse(json)
}
