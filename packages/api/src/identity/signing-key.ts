import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { createSigner, type Signer } from '../kit/signer.ts'
import { newToken } from './token.ts'

// Of several processes that start together, one inserts; all read the same key.
const made = statement(
  (q: Build<{ purpose: string; key: string }>) => fragment.statement<never>`
    insert into "signing_keys" ("purpose", "key") values (${q.param('purpose')}, ${q.param('key')}) on conflict do nothing`,
)
const found = statement((q: Build<{ purpose: string }>) =>
  q.db.selectFrom('signing_keys').select('key').where('purpose', '=', q.param('purpose')),
)

/** The signer for a purpose, with a key that is created at the first start and shared by all replicas. */
export async function openSigner(db: Executor, purpose: string): Promise<Signer> {
  await made.run(db, { purpose, key: newToken() })
  const [row] = await found.run(db, { purpose })
  if (!row) throw new Error(`The signing key for ${purpose} is not there, though it was just made.`)
  return createSigner(row.key)
}
