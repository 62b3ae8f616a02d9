import { PlinthError } from '@plinth/core/errors'
import '../../kit/database-context.ts'
import { type Format, formats } from '../../kit/import/source-row.ts'
import { maxBytes, upload } from '../../kit/import/upload.ts'
import { resourceOf, type TransferCall } from './transfer-call.ts'

/** `POST /api/v1/imports?resource=places&format=csv&name=places.csv` with the file as the body. Answers 201 with the import's id. */
export async function answerUpload({ req, res, context, query, log, requestId }: TransferCall): Promise<void> {
  log.procedures.push('imports.upload')
  const actor = await context.actor()
  if (actor.type === 'anonymous') throw new PlinthError('SIGN_IN_REQUIRED')
  const definition = resourceOf(query.get('resource') ?? '')
  const name = (query.get('name') ?? 'file').replaceAll('\0', '').toWellFormed().slice(0, 200)
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw new PlinthError('TOO_LARGE')
  const format = formatOf(query.get('format'))
  const { id } = await upload({ db: context.db, actor, requestId }, { definition, name, format, bytes: req })
  const body = JSON.stringify({ id })
  res
    .writeHead(201, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      location: `/api/v1/imports/${id}`,
    })
    .end(body)
}

function formatOf(given: string | null): Format {
  const format = formats.find((known) => known === given)
  if (!format)
    throw new PlinthError('INVALID_INPUT', { fields: { format: [`Expected one of: ${formats.join(', ')}.`] } })
  return format
}
