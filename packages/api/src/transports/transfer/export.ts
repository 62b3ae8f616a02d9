import { z } from 'zod'
import '../../kit/database-context.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { type ListInput, listInput } from '../../kit/resource/find-page.ts'
import { listRule } from '../../kit/resource/list-rule.ts'
import { type ExportInput, exportRows } from '../../transfer/export/export-rows.ts'
import { ahead } from '../../transfer/import/batches.ts'
import { csvRow } from '../../transfer/import/csv-row.ts'
import { flatColumns } from '../../transfer/import/flat-columns.ts'
import { exampleOf } from '../rest/openapi/examples.ts'
import { jsonSchemaOf } from '../rest/openapi/json-schema.ts'
import { kebab } from '../rest/routes.ts'
import type { Door } from './door.ts'
import { fileFormat, mediaTypes } from './media-types.ts'
import { sendStream } from './send-stream.ts'

/** Time for one piece of a file, in milliseconds. */
const pieceMs = 10_000

type Asked = Pick<ListInput, 'filter' | 'sort' | 'search'> & Pick<ExportInput, 'format'>

/** `format=csv&filter[country]=DE&filter[latitude][gt]=50&sort=-latitude,name&search=ulm`: but for the format as a list is asked for. */
function exportInput(definition: Definition): z.ZodType<Asked> {
  const { filter, sort, search } = listInput(definition).shape
  const schema = z.strictObject({
    format: fileFormat.default('csv'),
    ...(filter && { filter }),
    ...(sort && { sort }),
    ...(search && { search }),
  })
  return schema as unknown as z.ZodType<Asked> // listInput knows its fields at run time alone
}

/** `GET /api/v1/<resource>/export`: all rows that the caller may list, under the same filters and orders, as a file. */
export function exportDoor(definition: Definition): Door<Asked> {
  const { name, labels, fields, rules, schemas } = definition
  const columns = flatColumns(definition, Object.keys(fields)).map((column) => column.name)
  const row = exampleOf(jsonSchemaOf(schemas.row, 'output'))
  return {
    id: `${name}Export`,
    method: 'GET',
    template: `/${kebab(name)}/export`,
    noun: name,
    name: `${name}.export`,
    rule: listRule(rules),
    summary: `Export ${labels.many} as a file`,
    description: 'All rows that a list with the same filters would show, page after page, in the same order.',
    definition,
    query: exportInput(definition),
    status: 200,
    gives: {
      [mediaTypes.csv]: { schema: z.string(), example: csvRow(columns) },
      [mediaTypes.ndjson]: { schema: z.string(), example: `${JSON.stringify(row)}\n` },
      [mediaTypes.json]: { schema: z.array(schemas.row) },
    },
    async answer(visit, { format, filter = {}, sort, search }) {
      const { res, context, actor } = visit
      res.setHeader('content-type', format === 'csv' ? `${mediaTypes.csv}; charset=utf-8` : mediaTypes[format])
      res.setHeader('content-disposition', `attachment; filename="${name}.${format}"`)
      const input = { format, filter, sort, search }
      // While the client takes a piece, the next one is made.
      await sendStream(visit, ahead(exportRows(context.db.costly(pieceMs), definition, { input, actor })))
    },
  }
}
