import type { Outputs, TestUser } from './factories.ts'
import type { TestClient } from './test-client.ts'
import type { TestServer } from './test-server.ts'
import { until } from './until.ts'

export type Import = Outputs['imports']['get']

/** Uploads a file as a screen does, and returns the import's id. */
export async function uploadFile(
  { client }: { client: TestClient },
  body: string | Uint8Array | ReadableStream,
  { resource = 'places', format = 'csv' }: { resource?: string; format?: string } = {},
): Promise<Response> {
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit // Node's fetch requires `duplex` with a stream, but its type has no such key
  return client.fetch(`/api/v1/imports?resource=${resource}&format=${format}&name=test.${format}`, init)
}

/** Uploads a file, and returns the resulting import. */
export async function anImport(
  user: Pick<TestUser, 'client' | 'api'>,
  body: string | Uint8Array | ReadableStream,
  options: { resource?: string; format?: string } = {},
): Promise<Import> {
  const response = await uploadFile(user, body, options)
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`)
  const { id } = (await response.json()) as { id: string }
  return user.api.imports.get.query({ id })
}

const busy = ['uploading', 'checking', 'running', 'undoing']

/** Waits until the import is no longer at work, and returns it. */
export function ended(user: Pick<TestUser, 'api'>, id: string): Promise<Import> {
  return until(`the end of import ${id}`, async () => {
    const found = await user.api.imports.get.query({ id })
    return busy.includes(found.state) ? undefined : found
  })
}

/** Runs an import to its end with the mapping that was detected for it. */
export async function runToEnd(
  user: Pick<TestUser, 'api'>,
  { id, mapping }: Import,
  options: { matchBy?: string; matched?: 'update' | 'skip'; isDryRun?: boolean } = {},
): Promise<Import> {
  await user.api.imports.run.mutate({ id, mapping, ...options })
  return ended(user, id)
}

/** States in which an import waits for its owner's next action. */
export type ImportIn = 'ready' | 'interrupted' | 'done'

/** An import of articles from a file without rows, put into a state; no operation on it writes a row. */
export async function anImportIn(server: TestServer, user: TestUser, state: ImportIn): Promise<{ id: string }> {
  const { id } = await anImport(user, 'title,description,body,tags\n', { resource: 'articles' })
  if (state === 'interrupted')
    await server.rows(`update imports set state = 'running', "leaseUntil" = now() - interval '1 hour' where id = $1`, [
      id,
    ])
  if (state === 'done') await server.rows(`update imports set state = 'done', "finishedAt" = now() where id = $1`, [id])
  return { id }
}
