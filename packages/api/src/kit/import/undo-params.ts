import type { Column } from '@plinth/db/model'
import type { Definition, Field, Params } from '../resource/definition.ts'
import { givenMark, setParam } from '../resource/parameters.ts'

const numeric = new Set(['Int', 'BigInt', 'Float', 'Decimal'])

/**
 * The fields of an event as what sets them again; undefined when the event does not tell them. `before` holds each as JSON text: numbers and JSON
 * go back to the database as the text that it wrote, so that no digit is lost on the way through JavaScript.
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
    const told = before[name]
    if (told === undefined || name === 'version' || field.columns.length === 0 || !field.input) continue
    if (field.isSecret) return undefined
    for (const column of field.columns)
      params[setParam(column)] = columnValue(partOf(field, column, told), model.columns[column])
    values[name] = params[setParam(field.columns[0] ?? '')]
  }
  return { params, values }
}

/** The JSON text of a column, from that of its field. */
function partOf({ parts }: Field, column: string, told: string): string {
  const part = parts?.[column]
  return part === undefined ? told : JSON.stringify(JSON.parse(told)?.[part] ?? null)
}

function columnValue(json: string, { type = '', isList }: Partial<Column> = {}): unknown {
  if (json === 'null') return null
  if (type === 'Json') return json
  return numeric.has(type) && !isList && !json.startsWith('"') ? json : JSON.parse(json)
}
