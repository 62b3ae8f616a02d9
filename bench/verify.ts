import { deepStrictEqual } from 'node:assert'
import type pg from 'pg'
import type { Bench } from './measure.ts'
import { dataOf, programOf, targets } from './targets.ts'
import type { Workload } from './workloads.ts'

/** Sends the same question to all targets once. @throws Error when the answers, or the written rows, differ */
export async function verify({ load, servers, client }: Bench, workload: Workload): Promise<void> {
  let first: unknown
  for (const target of targets) {
    const { port } = servers[programOf(target)]
    const task = { target, port, workload: workload.name, seed: 1, connections: 1, seconds: 0 }
    const { status, body } = (await load.run(task)).sample ?? { status: 0, body: '' }
    if (status !== 200 && status !== 201) throw new Error(`${workload.name}: ${target} answered ${status}: ${body}`)
    const answer = dataOf(target, JSON.parse(body))
    const found = workload.isWrite ? await written(client, answer) : withoutCursor(answer)
    first ??= found
    try {
      deepStrictEqual(found, first)
    } catch (error) {
      throw new Error(`${workload.name}: ${target} does not answer as ${targets[0]} does.\n${String(error)}`)
    }
  }
}

/** The text of a cursor differs between targets; whether there is one must not. */
function withoutCursor(answer: unknown): unknown {
  const page: Record<string, unknown> = Object(answer)
  return 'nextCursor' in page ? { ...page, nextCursor: page.nextCursor !== null } : answer
}

/** The rows that a write stored, without the values that differ between targets: ids, times, the number in the title, the version. */
async function written(client: pg.Client, answer: unknown): Promise<unknown> {
  const { id, slug, version }: Record<string, unknown> = Object(answer)
  const { rows } = await client.query(
    `select a."slug" = $2 and a."version" = $3 as "isAsAnswered", a."publishedAt" is null as "isDraft", u."username",
       regexp_replace(a."title", ' new \\d+$', '') as "title", a."description", a."body",
       array(select t."name" from "article_tags" l join "tags" t on t."id" = l."tagId"
         where l."articleId" = a."id" order by l."position") as "tags"
     from "articles" a join "users" u on u."id" = a."authorId" where a."id" = $1`,
    [id, slug, version],
  )
  if (rows.length !== 1 || !rows[0].isAsAnswered) {
    throw new Error(`The row is not what was answered: ${JSON.stringify({ answer, rows })}`)
  }
  return rows
}
