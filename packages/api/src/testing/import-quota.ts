import { expect } from 'vitest'
import type { TestServer } from './test-server.ts'

export interface QuotaUse {
  /** Bytes of the stored pieces of files, over all accounts. */
  stored: number
  /** Bytes counted against the quotas, over all accounts. */
  taken: number
}

/**
 * Whether the quota counters are correct, read in one statement: each equals the sum reserved by its account's imports; no import stores more than it
 * reserves; an import that is not being uploaded reserves exactly what it stores, and a finished one nothing. This holds at every moment.
 */
export async function expectExactQuotas(server: Pick<TestServer, 'rows'>): Promise<QuotaUse> {
  const [found] = await server.rows<QuotaUse & { wrong: unknown }>(`
    with "each" as (
      select "id", "userId", "state", "heldBytes", coalesce((select sum(length("content")) from import_chunks where "importId" = imports."id"), 0)::int as "stored"
      from imports),
    "sums" as (select "userId", sum("heldBytes") as "held" from "each" where "heldBytes" > 0 group by "userId")
    select (select coalesce(sum("stored"), 0)::float8 from "each") as "stored", (select coalesce(sum("bytes"), 0)::float8 from import_usage) as "taken",
      jsonb_build_object(
        'counters', (select jsonb_agg(to_jsonb("both")) from ("sums" full join import_usage using ("userId")) as "both" where "held" is distinct from "bytes"),
        'imports', (select jsonb_agg(to_jsonb("each")) from "each" where "userId" is not null and (
          "stored" > "heldBytes" or "state" <> 'uploading' and "stored" <> "heldBytes"
          or "state" in ('done', 'cancelled', 'undoing', 'undone') and "stored" <> 0)),
        'lost', (select jsonb_agg("importId") from import_chunks where "importId" not in (select "id" from imports))) as "wrong"`)
  expect(found?.wrong).toEqual({ counters: null, imports: null, lost: null })
  return { stored: found?.stored ?? 0, taken: found?.taken ?? 0 }
}
