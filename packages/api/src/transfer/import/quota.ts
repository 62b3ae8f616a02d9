import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { uploadGone } from './end-upload.ts'

/** Bytes of one file. */
export const maxBytes = 512 * 1024 * 1024
/** The largest total size in bytes of one account's files that are not imported yet, unless a server is started with another quota. */
export const defaultQuotaBytes = 2 * maxBytes
/** Bytes of the quota that an upload reserves at a time: one statement for 128 pieces of a file. */
const stepBytes = 4 * 1024 * 1024

interface Taking {
  id: string
  bytes: number
  quotaBytes: number
}

/**
 * Compares and adds in one statement, on the locked row: code that reads the sum first would miss concurrent commits. The first condition is for an
 * account without a row: its insert has no conflict, so the second condition does not apply.
 */
const taking = statement(
  (q: Build<Taking>) => fragment.statement<{ id: string }>`
    with "at" as (select "id", "userId" from "imports" where "id" = ${q.param('id')}::uuid and "state" = 'uploading' for no key update),
    "raised" as (
      insert into "import_usage" ("userId", "bytes") select "userId", ${q.param('bytes')}::int from "at"
      where ${q.param('bytes')}::int <= ${q.param('quotaBytes')}::bigint
      on conflict ("userId") do update set "bytes" = "import_usage"."bytes" + excluded."bytes"
      where "import_usage"."bytes" + excluded."bytes" <= ${q.param('quotaBytes')}::bigint returning "userId")
    update "imports" set "heldBytes" = "heldBytes" + ${q.param('bytes')}::int from "at", "raised" where "imports"."id" = "at"."id"
    returning "imports"."id"`,
)

const others = statement(
  (q: Build<{ id: string }>) => fragment.statement<{ bytes: string }>`
    select (coalesce((select "bytes" from "import_usage" where "import_usage"."userId" = "imports"."userId"), 0) - "heldBytes")::text as "bytes"
    from "imports" where "id" = ${q.param('id')}::uuid and "state" = 'uploading'`,
)

/** The part of its owner's quota that an upload has reserved and not yet used. The rest is released when the file's size is stored. */
export class Room {
  private left = 0
  private readonly db: Executor
  private readonly id: string
  private readonly quotaBytes: number

  constructor(db: Executor, { id, quotaBytes }: { id: string; quotaBytes: number }) {
    this.db = db
    this.id = id
    this.quotaBytes = quotaBytes
  }

  /**
   * Call it before storing that many bytes. If a whole step exceeds the quota, it reserves only the bytes needed, so that the last bytes of the quota
   * can be used.
   * @throws PlinthError `TOO_LARGE` beyond the quota, `CONFLICT` when the import no longer exists
   */
  async take(bytes: number): Promise<void> {
    const needed = bytes - this.left
    const hasRoom = needed <= 0 || (needed < stepBytes && (await this.raise(stepBytes))) || (await this.raise(needed))
    if (!hasRoom) throw await this.refusal()
    this.left -= bytes
  }

  private async raise(bytes: number): Promise<boolean> {
    const { db, id, quotaBytes } = this
    const isRaised = (await taking.run(db, { id, bytes, quotaBytes })).length > 0
    if (isRaised) this.left += bytes
    return isRaised
  }

  private async refusal(): Promise<PlinthError> {
    const { db, id, quotaBytes } = this
    const [found] = await others.run(db, { id })
    if (!found) return uploadGone()
    return new PlinthError('TOO_LARGE', {
      message: `Your files that wait to be imported may take ${quotaBytes} bytes together. The others take ${found.bytes} bytes now, and this file does not fit beside them: run or remove earlier imports, or wait for other uploads, then upload it again.`,
    })
  }
}
