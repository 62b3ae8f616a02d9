import { PlinthError } from '@plinth/core/errors'
import { signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import '../../kit/database-context.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { type Bodies, type Upload, upload } from '../../kit/stream.ts'
import { fileFormat, mediaTypes } from '../media-types.ts'
import { csvRow } from './csv-row.ts'
import { maxBytes } from './quota.ts'
import { isImportable, receiveFile } from './upload.ts'

/**
 * `POST /api/v1/imports?resource=places&format=csv&name=places.csv` with the file as the body. Answers 201 with the import's id.
 * @param definitions the resources of the product, by name
 */
export function importUpload(definitions: Readonly<Record<string, Definition>>): Upload {
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
      // A file may have any name: characters that cannot be stored are removed.
      .transform((name) => name.replaceAll('\0', '').toWellFormed().slice(0, 200))
      .meta({ description: 'The name of the file, for whoever looks at the import later.' }),
  })
  return upload({
    noun: 'imports',
    name: 'upload',
    rule: signedIn,
    event: 'imports.uploaded',
    place: '',
    summary: 'Upload a file to import',
    description: `The body is the file, of at most ${maxBytes} bytes; nothing is imported yet. Then \`imports.run\` says which column is which field.`,
    input,
    takes: exampleFiles(shown),
    async run({ ctx, db, input: { resource, format, name }, actor }, { bytes, size = 0 }) {
      const definition = Object.hasOwn(definitions, resource) ? definitions[resource] : undefined
      if (!definition) throw new PlinthError('NOT_FOUND')
      if (size > maxBytes) throw new PlinthError('TOO_LARGE')
      const { requestId, importQuotaBytes: quotaBytes } = ctx
      return receiveFile({ db, actor, requestId, quotaBytes }, { definition, name, format, bytes })
    },
  })
}

/** Files with one row, in each format. */
function exampleFiles(definition: Definition | undefined): Bodies {
  const of = definition?.schemas.create ?? z.object({})
  const rowOf = (example: unknown): Record<string, unknown> => Object(example)
  return {
    [mediaTypes.csv]: {
      schema: z.string(),
      example: { of, make: (row) => csvRow(Object.keys(rowOf(row))) + csvRow(Object.values(rowOf(row))) },
    },
    [mediaTypes.ndjson]: { schema: z.string(), example: { of, make: (row) => `${JSON.stringify(row)}\n` } },
    [mediaTypes.json]: { schema: z.array(z.record(z.string(), z.json())), example: { of, make: (row) => [row] } },
  }
}
