import { z } from 'zod'
import type { Definition } from '../../kit/resource/definition.ts'
import { type ListInput, listInput } from '../../kit/resource/find-page.ts'
import { listRule } from '../../kit/resource/list-rule.ts'
import { type Download, download } from '../../kit/stream.ts'
import { ahead } from '../import/batches.ts'
import { csvRow } from '../import/csv-row.ts'
import { flatColumns } from '../import/flat-columns.ts'
import { fileFormat, mediaTypes } from '../media-types.ts'
import { type ExportInput, exportRows } from './export-rows.ts'

/** Time for one piece of a file, in milliseconds. */
const pieceMs = 10_000

type Asked = Pick<ListInput, 'filter' | 'sort' | 'search'> & Pick<ExportInput, 'format'>

/** `format=csv&filter[country]=DE&filter[latitude][gt]=50&sort=-latitude,name&search=ulm`: the parameters of a list, plus the format. */
function exportInput(definition: Definition): z.ZodType<Asked> {
  const { filter, sort, search } = listInput(definition).shape
  const schema = z.strictObject({
    format: fileFormat.default('csv'),
    ...(filter && { filter }),
    ...(sort && { sort }),
    ...(search && { search }),
  })
  return schema as unknown as z.ZodType<Asked> // listInput knows its fields only at run time
}

/** `GET /api/v1/<resource>/export`: all rows that the caller may list, with the filters and orders of lists, as a file. */
export function exportOf(definition: Definition): Download {
  const { name, labels, fields, rules, schemas } = definition
  const columns = flatColumns(definition, Object.keys(fields)).map((column) => column.name)
  return download({
    noun: name,
    name: 'export',
    rule: listRule(rules),
    place: '/export',
    summary: `Export ${labels.many} as a file`,
    description: 'All rows that a list with the same filters would show, page after page, in the same order.',
    definition,
    input: exportInput(definition),
    gives: {
      [mediaTypes.csv]: { schema: z.string(), example: csvRow(columns) },
      [mediaTypes.ndjson]: {
        schema: z.string(),
        example: { of: schemas.row, make: (row) => `${JSON.stringify(row)}\n` },
      },
      [mediaTypes.json]: { schema: z.array(schemas.row) },
    },
    run({ db, input: { format, filter = {}, sort, search }, actor, access }) {
      const asked = { input: { format, filter, sort, search }, actor, rule: access.take() }
      return {
        name: `${name}.${format}`,
        mediaType: mediaTypes[format],
        // The next piece is built while the client reads this one.
        pieces: ahead(exportRows(db.costly(pieceMs), definition, asked)),
      }
    },
  })
}
