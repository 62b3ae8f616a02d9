import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import type { Database } from '@plinth/db/database'
import { fragment } from '@plinth/db/fragment'
import { type Build, statement } from '@plinth/db/statement'
import type { Definition } from '../../kit/resource/definition.ts'
import { assertMapping } from './mapping.ts'
import { type Job, runImport } from './run-import.ts'
import type { Format } from './source-row.ts'
import { begin } from './states.ts'
import { receiveFile } from './upload.ts'

interface At {
  db: Database
  actor: Actor
  definitions: Readonly<Record<string, Definition>>
}

interface File {
  resource: string
  name: string
  format: Format
  bytes: AsyncIterable<Uint8Array>
}

interface Options {
  /** The field for a column of the file, or null. */
  map: (column: string) => string | null
  matchBy: string | null
  matched: 'update' | 'skip'
  onProgress: NonNullable<Job['onProgress']>
}

/** The result of an import. */
export interface Imported {
  state: string
  created: number
  updated: number
  unchanged: number
  failed: number
  problem: { code: string; message: string } | null
}

const outcome = statement(
  (q: Build<{ id: string }>) => fragment.statement<Imported & { columns: string[] }>`
    select "state"::text as "state", "created", "updated", "unchanged", "failed", "problem", "columns" from "imports" where "id" = ${q.param('id')}::uuid`,
)

/**
 * Imports a file from its first byte to its last row, as a request would, for programs that wait for it.
 * @throws PlinthError when the file or the mapping is invalid
 */
export async function importFile({ db, actor, definitions }: At, file: File, options: Options): Promise<Imported> {
  const definition = definitions[file.resource]
  if (!definition) throw new PlinthError('NOT_FOUND')
  const { id } = await receiveFile({ db, actor, requestId: `import-file:${newId()}` }, { ...file, definition })
  const [found] = await outcome.run(db, { id })
  const columns = found?.columns ?? []
  const mapping = columns.map(options.map)
  assertMapping(definition, mapping, columns)
  const lease = newId()
  const { matchBy, matched, onProgress } = options
  await begin(db, { id, lease, state: 'running', mapping: JSON.stringify(mapping), matchBy, matched }, true)
  let fault: unknown
  const onFault = (error: unknown) => {
    fault = error
  }
  await runImport({ db, id, lease, actor, definition: (name) => definitions[name], onFault, onProgress })
  if (fault !== undefined) throw fault
  const [ended] = await outcome.run(db, { id })
  if (!ended) throw new PlinthError('NOT_FOUND')
  return ended
}
