import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { Taken } from './people.ts'

const articles = statement(
  (q: Build<{ ids: string[] }>) =>
    fragment.statement<{ id: string }>`select "id" from "articles" where "id" = any(${q.param('ids')}::uuid[])`,
)

/** The given ids that already belong to articles. */
export async function presentArticles(db: Executor, ids: string[]): Promise<Set<string>> {
  const found = await articles.run(db, { ids })
  return new Set(found.map(({ id }) => id))
}

interface UserKeys {
  ids: string[]
  emails: string[]
  usernames: string[]
}

const users = statement(
  (q: Build<UserKeys>) =>
    fragment.statement<{ id: string; email: string; username: string }>`select "id", "email", "username" from "users"
    where "id" = any(${q.param('ids')}::uuid[]) or "email" = any(${q.param('emails')}::text[])
      or "username" = any(${q.param('usernames')}::text[])`,
)

/** The given ids, e-mail addresses and usernames that already belong to users. */
export async function presentUsers(db: Executor, keys: UserKeys): Promise<Taken & { ids: Set<string> }> {
  const found = await users.run(db, keys)
  return {
    ids: new Set(found.map(({ id }) => id)),
    emails: new Set(found.map(({ email }) => email)),
    usernames: new Set(found.map(({ username }) => username)),
  }
}
