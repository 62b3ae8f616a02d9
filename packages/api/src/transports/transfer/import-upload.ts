import { PlinthError } from '@plinth/core/errors'
import { signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { definitions } from '../../definitions.ts'
import '../../kit/database-context.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { csvRow } from '../../transfer/import/csv-row.ts'
import { maxBytes } from '../../transfer/import/quota.ts'
import { isImportable, upload } from '../../transfer/import/upload.ts'
import { exampleOf } from '../rest/openapi/examples.ts'
import { jsonSchemaOf } from '../rest/openapi/json-schema.ts'
import type { Bodies, Door } from './door.ts'
import { fileFormat, mediaTypes } from './media-types.ts'

const importable = Object.values(definitions).filter(isImportable)
const [shown] = importable

const input = z.strictObject({
  resource: z.string().meta({
    description: `Whose rows they are: ${importable.map(({ name }) => `\`${name}\``).join(', ')}.`,
    examples: [shown?.name ?? 'none'],
  }),
  format: fileFormat.meta({ description: 'How the rows stand in the file.' }),
  name: z
    .string()
    .default('file')
    // A file is named as its owner likes: what cannot be kept of the name is left out.
    .transform((name) => name.replaceAll('\0', '').toWellFormed().slice(0, 200))
    .meta({ description: 'The name of the file, for whoever looks at the import later.' }),
})

/** `POST /api/v1/imports?resource=places&format=csv&name=places.csv` with the file as the body. Answers 201 with the import's id. */
export const uploadDoor: Door<z.output<typeof input>> = {
  id: 'importsUpload',
  method: 'POST',
  template: '/imports',
  noun: 'imports',
  name: 'imports.upload',
  rule: signedIn,
  summary: 'Upload a file to import',
  description: `The body is the file, of at most ${maxBytes} bytes; nothing is imported yet. Then \`imports.run\` says which column is which field.`,
  query: input,
  takes: exampleFiles(shown),
  status: 201,
  gives: { 'application/json': { schema: z.object({ id: z.uuid() }) } },
  async answer({ req, res, context, actor, requestId, importQuotaBytes: quotaBytes }, { resource, format, name }) {
    const definition = Object.hasOwn(definitions, resource) ? definitions[resource] : undefined
    if (!definition) throw new PlinthError('NOT_FOUND')
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw new PlinthError('TOO_LARGE')
    const { id } = await upload(
      { db: context.db, actor, requestId, quotaBytes },
      { definition, name, format, bytes: req },
    )
    const body = JSON.stringify({ id })
    res
      .writeHead(201, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        location: `/api/v1/imports/${id}`,
      })
      .end(body)
  },
}

/** Files with one row, in each format. */
function exampleFiles(definition: Definition | undefined): Bodies {
  const row = Object(definition && exampleOf(jsonSchemaOf(definition.schemas.create, 'input')))
  return {
    [mediaTypes.csv]: { schema: z.string(), example: csvRow(Object.keys(row)) + csvRow(Object.values(row)) },
    [mediaTypes.ndjson]: { schema: z.string(), example: `${JSON.stringify(row)}\n` },
    [mediaTypes.json]: { schema: z.array(z.record(z.string(), z.json())).meta({ examples: [[row]] }) },
  }
}
