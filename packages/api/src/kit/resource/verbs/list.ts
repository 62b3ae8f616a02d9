import type { RowRule } from '@plinth/db/statement'
import { z } from 'zod'
import { decide } from '../../pipeline/access.ts'
import type { Definition } from '../definition.ts'
import { findPage, type ListInput, listInput } from '../find-page.ts'
import { listRule } from '../list-rule.ts'
import type { QueryVerb } from './verb.ts'

/** Reads a page of rows. */
export const list: QueryVerb<'list'> = {
  name: 'list',
  kind: 'query',
  rows: 'none',
  rule: listRule,
  input: (definition) => listInput(definition).optional(),
  output: pageOf,
  rest: { method: 'GET', path: '', isCounted: true },
  words: {
    summary: ({ many }) => `List ${many}`,
    about: () => 'Pages are found by cursor: follow `Link` with `rel="next"` until there is none.',
    success: 'A page.',
    answerName: (row) => `${row}Page`,
  },
  contract: { output: ({ listed }, print) => `RowPage<${print(listed)}>` },
  console: 'screen',
  work(definition) {
    const find = findPage(definition)
    const { remove } = definition.rules
    return ({ ctx, db, input: given, actor, access }) => {
      const asked = (given ?? {}) as ListInput // by listInput
      // Rows in the trash are visible to those who may remove them.
      const trash = asked.isTrash ? decide(remove, actor) : true
      const rule = bothRules(access.take(), trash)
      return find({ db, signer: ctx.signer, caller: ctx.caller, takesWritten: ctx.takesWritten }, asked, {
        actor,
        rule,
      })
    }
  },
}

function bothRules(one: RowRule, other: RowRule): RowRule {
  if (one === true) return other
  return other === true ? one : { op: 'and', of: [one, other] }
}

const piece = z.object({ text: z.string(), isFound: z.boolean() })

function pageOf({ schemas, search }: Definition) {
  return z.object({
    items: z.array(schemas.listed),
    nextCursor: z.string().nullable(),
    total: z.int().nullable(),
    isTotalExact: z.boolean(),
    ...(search.length > 0 && {
      highlights: z
        .array(z.object(Object.fromEntries(search.map((name) => [name, z.array(piece).optional()]))))
        .optional(),
    }),
  })
}
