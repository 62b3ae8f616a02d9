import { z } from 'zod'
import type { ExportInput } from '../../kit/export/export-rows.ts'
import { formats } from '../../kit/import/source-row.ts'
import { invalidInput } from '../../kit/pipeline/invalid-input.ts'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { type ListInput, listInput } from '../../kit/resource/list.ts'
import { readQuery } from '../rest/query.ts'

type Asked = Pick<ListInput, 'filter' | 'sort' | 'search'> & Pick<ExportInput, 'format'>

/**
 * Reads `format=csv&filter[country]=DE&filter[latitude][gt]=50&sort=-latitude,name&search=ulm`: but for the format as REST reads a list.
 * @throws PlinthError `INVALID_INPUT` naming the parameter
 */
export function readExportQuery(definition: Definition, query: string): ExportInput {
  const { filter, sort, search } = listInput(definition).shape
  const format = z.enum(formats).default('csv')
  const schema = z.strictObject({ format, ...(filter && { filter }), ...(sort && { sort }), ...(search && { search }) })
  const parsed = schema.safeParse(readQuery(query, schema))
  if (!parsed.success) throw invalidInput(parsed.error)
  assertStorable(parsed.data)
  const asked = parsed.data as Asked // by the schema, whose fields listInput knows at run time alone
  return { format: asked.format, filter: asked.filter ?? {}, sort: asked.sort, search: asked.search }
}
