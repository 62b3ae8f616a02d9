import { type Executor, statement } from '@plinth/db/statement'
import { hashToken, newToken } from './token.ts'

const purpose = 'setup'
const days = 7

const hasOperator = statement<{ yes: boolean }, { id: string }>(({ db, param }) =>
  db.selectFrom('users').select('id').where('isOperator', '=', param('yes')),
)

const insert = statement<{ tokenHash: string; purpose: string; identifier: string; expiresAt: Date }, never>(
  ({ db, param }) =>
    db.insertInto('one_time_tokens').values({
      tokenHash: param('tokenHash'),
      purpose: param('purpose'),
      identifier: param('identifier'),
      expiresAt: param('expiresAt'),
    }),
)

const find = statement<{ tokenHash: string; purpose: string; now: Date }, { identifier: string }>(({ db, param }) =>
  db
    .selectFrom('one_time_tokens')
    .select('identifier')
    .where('tokenHash', '=', param('tokenHash'))
    .where('purpose', '=', param('purpose'))
    .where('expiresAt', '>', param('now')),
)

// Using one set-up link invalidates them all, because there is an operator now.
const consume = statement<{ tokenHash: string; purpose: string; now: Date }, { tokenHash: string }>(({ db, param }) =>
  db
    .deleteFrom('one_time_tokens')
    .where('purpose', '=', param('purpose'))
    .where(({ exists }) =>
      exists(
        db
          .selectFrom('one_time_tokens as used')
          .select('used.tokenHash')
          .where('used.tokenHash', '=', param('tokenHash'))
          .where('used.purpose', '=', param('purpose'))
          .where('used.expiresAt', '>', param('now')),
      ),
    )
    .returning('tokenHash'),
)

/** A token for `/setup?token=…` when there is no operator yet, else null. It works once, within seven days. */
export async function newSetupToken(db: Executor): Promise<string | null> {
  const [someone] = await hasOperator.run(db, { yes: true })
  if (someone) return null
  const token = newToken()
  const expiresAt = new Date(Date.now() + days * 86_400_000)
  await insert.run(db, { tokenHash: hashToken(token), purpose, identifier: purpose, expiresAt })
  return token
}

export async function isSetupToken(db: Executor, token: string): Promise<boolean> {
  return (await find.run(db, { tokenHash: hashToken(token), purpose, now: new Date() })).length > 0
}

/** Consumes the link; false when it is not valid. Of two concurrent calls, the row lock lets one succeed. */
export async function consumeSetupToken(db: Executor, token: string): Promise<boolean> {
  const tokenHash = hashToken(token)
  const used = await consume.run(db, { tokenHash, purpose, now: new Date() })
  return used.some((row) => row.tokenHash === tokenHash)
}
