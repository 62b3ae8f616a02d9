import { type Actor, requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { fragment } from '@plinth/db/fragment'
import type { Executor } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { eventParams } from '@plinth/platform/events/event'
import { change } from '../../kit/change.ts'
import { decide } from '../../kit/pipeline/access.ts'
import { recordedRow } from '../../kit/recorded.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { decode, unreadable } from './decode.ts'
import { endSilentUploads, endUpload, uploadGone } from './end-upload.ts'
import { inspect } from './inspect.ts'
import { matchColumns } from './mapping.ts'
import { defaultQuotaBytes, maxBytes, Room } from './quota.ts'
import type { Format } from './source-row.ts'
import { keepChunk, readChunks } from './store.ts'

/** Bytes of one piece: strings made of it stay below the size from which V8 allocates them separately and collects them late. */
const pieceBytes = 32 * 1024

const changedImport = { ...tableRow('changed'), model: tableRow('imports').model }

interface Created {
  id: string
  userId: string | null
  resource: string
  name: string
  format: string
}

const created = change<Created, { id: string }>('imports.created', (q) => ({
  steps: {
    changed: fragment`insert into "imports" ("id", "userId", "resource", "name", "format")
      values (${q.param('id')}::uuid, ${q.param('userId')}::uuid, ${q.param('resource')}, ${q.param('name')}, ${q.param('format')}) returning *`,
  },
  after: recordedRow(changedImport, ['resource', 'name', 'format', 'state', 'version']),
  returns: ['id'],
}))

interface Ready {
  id: string
  bytes: number
  columns: string
  samples: string
  mapping: string
}

const uploaded = change<Ready, { id: string }>('imports.uploaded', (q) => ({
  steps: {
    changed: fragment`update "imports" set "state" = 'ready', "bytes" = ${q.param('bytes')}::int,
      "heldBytes" = least("heldBytes", ${q.param('bytes')}::int), "columns" = ${q.param('columns')}::jsonb,
      "samples" = ${q.param('samples')}::jsonb, "mapping" = ${q.param('mapping')}::jsonb, "updatedAt" = now(), "version" = "version" + 1
      where "id" = ${q.param('id')}::uuid and "state" = 'uploading' returning *`,
  },
  after: recordedRow(changedImport, ['state', 'bytes', 'columns', 'version']),
  returns: ['id'],
}))

/** A file that is being uploaded. */
export interface Upload {
  readonly definition: Definition
  readonly name: string
  readonly format: Format
  readonly bytes: AsyncIterable<Uint8Array>
}

interface At {
  readonly db: Executor
  readonly actor: Actor
  readonly requestId: string
  /** The total size of the files of one account, in bytes. */
  readonly quotaBytes?: number | undefined
}

/** Whether rows of this resource can be imported at all. */
export const isImportable = (definition: Definition) => definition.creates.length > 0 && definition.isVersioned

/**
 * Stores a file, piece by piece, and reads its columns. It checks only the size and the encoding of the file.
 * @throws PlinthError `FORBIDDEN` for actors who may not create such rows, `TOO_LARGE` beyond the limit of a file or the quota of its owner, `INVALID_INPUT`,
 * `CONFLICT` when the import was removed meanwhile
 */
export async function receiveFile(at: At, { definition, name, format, bytes }: Upload): Promise<{ id: string }> {
  const { db, actor, requestId, quotaBytes = defaultQuotaBytes } = at
  if (!isImportable(definition)) throw new PlinthError('NOT_FOUND')
  decide(definition.rules.create, actor)
  const userId = actor.type === 'system' ? null : requireUserId(actor)
  if (userId !== null) await endSilentUploads(at, userId)
  const id = newId()
  await created.statement.run(db, {
    id,
    userId,
    resource: definition.name,
    name,
    format,
    ...eventParams(actor, requestId),
  })
  try {
    let size = 0
    const room = userId === null ? undefined : new Room(db, { id, quotaBytes })
    const kept = keep({ db, id, room }, bytes, (count) => {
      size += count
      if (size > maxBytes)
        throw new PlinthError('TOO_LARGE', { message: `The file is too large: expected at most ${maxBytes} bytes.` })
    })
    for await (const _ of decode(kept));
    if (size === 0) throw unreadable('The file is empty.')
    const { columns, samples } = await inspect(format, readChunks(db, id))
    const mapping = matchColumns(definition, columns, samples)
    const noted = await uploaded.statement.run(db, {
      id,
      bytes: size,
      columns: storable(columns),
      samples: storable(samples),
      mapping: JSON.stringify(mapping),
      ...eventParams(actor, requestId),
    })
    if (noted.length === 0) throw uploadGone()
    return { id }
  } catch (error) {
    await endUpload(at, id)
    throw error
  }
}

const storable = (value: unknown) => JSON.stringify(value).replaceAll(/\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '\\ufffd')

/** Stores a file in pieces of one size, and passes them on. */
async function* keep(
  { db, id, room }: { db: Executor; id: string; room: Room | undefined },
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let nth = 0
  let parts: Uint8Array[] = []
  let length = 0
  const flush = async () => {
    const content = Buffer.concat(parts)
    parts = []
    length = 0
    await room?.take(content.length)
    if (!(await keepChunk(db, { id, nth: nth++, content }))) throw uploadGone()
    return content
  }
  for await (const part of bytes) {
    onBytes(part.length)
    parts.push(part)
    length += part.length
    if (length >= pieceBytes) yield await flush()
  }
  if (length > 0) yield await flush()
}
