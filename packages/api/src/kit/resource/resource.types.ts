import { everyone, own, rows } from '@plinth/core/rule'
import { statement } from '@plinth/db/statement'
import type { inferProcedureInput, inferProcedureOutput } from '@trpc/server'
import { z } from 'zod'
import { computed } from './fields/computed.ts'
import { count } from './fields/count.ts'
import { names } from './fields/names.ts'
import { one } from './fields/relation.ts'
import { sql } from './fields/sql.ts'
import { resource } from './resource.ts'

// Never run: the type checker is the test. Each expected error is one that a feature must not be able to make; should the kit's types come to
// allow it, the comment above it is an error itself.
const user = resource({
  name: 'users',
  model: 'User',
  tenancy: 'global',
  labels: { one: 'user', many: 'users', title: 'name' },
  fields: { id: true, name: true },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: [],
  updates: [],
})
const base = { name: 'articles', model: 'Article', tenancy: 'global', creates: ['title'], updates: [] } as const
const labels = { one: 'article', many: 'articles', title: 'title' } as const
const rules = { read: everyone, create: everyone, update: own('authorId'), remove: own('authorId') }
const fields = { id: true, title: z.string().max(200), publishedAt: true, author: one(user, ['id', 'name']) } as const

void [
  resource({ ...base, labels, fields, rules }),

  // @ts-expect-error a resource without rules
  resource({ ...base, labels, fields }),
  // @ts-expect-error a resource without one of the rules
  resource({ ...base, labels, fields, rules: { read: everyone, create: everyone, update: everyone } }),
  // @ts-expect-error a rule over a column of another type
  resource({ ...base, labels, fields, rules: { ...rules, read: own('version') } }),
  // @ts-expect-error a rule that compares a column with a value of another type
  resource({ ...base, labels, fields, rules: { ...rules, read: rows({ title: { equals: 1 } }) } }),
  // @ts-expect-error a rule that gives no answer
  resource({ ...base, labels, fields, rules: { ...rules, read: () => undefined } }),
  // @ts-expect-error a model that is not there
  resource({ ...base, model: 'Nothing', labels, fields, rules }),
  // @ts-expect-error an input that is not a field
  resource({ ...base, labels, fields, rules, creates: ['slug'] }),
  // @ts-expect-error a list of a field that is not there
  resource({ ...base, labels, fields, rules, lists: ['slug'] }),
  // @ts-expect-error a column of the table that a list does not hold
  resource({ ...base, labels, fields, rules, lists: ['id', 'title'], columns: ['publishedAt'] }),
  // @ts-expect-error a write that returns something that is not a field
  resource({ ...base, labels, fields, rules, returns: ['authorId'] }),
  // @ts-expect-error a sort by something that is not a field
  resource({ ...base, labels, fields, rules, sorts: ['slug'] }),
  // @ts-expect-error an order where none is asked for, by something that is not a sort
  resource({ ...base, labels, fields, rules, sorts: ['title'], defaultSort: ['-publishedAt'] }),
  // @ts-expect-error a search in a column that is not there
  resource({ ...base, labels, fields, rules, search: ['text'] }),
  // @ts-expect-error a key that is not a column
  resource({ ...base, labels, fields, rules, keys: ['number'] }),
  // @ts-expect-error rows named by something that is not a field
  resource({ ...base, labels: { ...labels, title: 'slug' }, fields, rules }),
  // @ts-expect-error a column that the server cannot set
  resource({ ...base, labels, fields, rules, derive: () => ({ writerId: 'x' }) }),
  // @ts-expect-error a field of another noun that it does not show
  one(user, ['id', 'email']),
]

const counting = { ...fields, comments: count('comments'), ratio: computed(sql`${'version'} / 2`, z.int()) }

void [
  resource({ ...base, labels, rules, fields: counting }),
  // @ts-expect-error a value that is computed from a column that is not there
  resource({ ...base, labels, rules, fields: { ...fields, ratio: computed(sql`${'ratio'} / 2`, z.int()) } }),
  // @ts-expect-error a count behind a relation that is not there
  resource({ ...base, labels, rules, fields: { ...fields, replies: count('replies') } }),
  resource({ ...base, labels, rules, fields: counting, returns: ['comments', 'ratio'] }),
]

const article = resource({
  ...base,
  labels,
  rules,
  fields: {
    ...fields,
    slug: { rule: own('authorId') },
    tags: names({ relation: 'tags', to: 'tag', name: z.string(), max: 3 }),
    comments: count('comments'),
    isLong: computed(sql`length(${'body'}) > 1000`, z.boolean()),
    half: computed(sql`${'version'} / 2`, z.int().nullable(), { rule: own('authorId') }),
    createdAt: true,
    version: true,
  },
  keys: ['slug'],
  creates: ['title', 'tags', 'createdAt'],
  updates: ['title'],
  lists: ['id', 'title'],
  returns: ['id', 'version', 'author', 'tags'],
  filters: ['title', 'publishedAt', 'tags', 'author.name', 'isLong'],
  sorts: ['title'],
})
const publish = article.transition({ verb: 'publish', event: 'published', rule: own('authorId'), set: {} })
const drafts = statement<{ title: string }, { count: number }>(({ db, param, rule }) =>
  db
    .selectFrom('articles')
    .where('title', '=', param('title'))
    .where(rule('articles'))
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count')),
)
const rename = article.action({
  verb: 'rename',
  event: 'renamed',
  rule: own('authorId'),
  input: z.strictObject({ to: z.string().default('x') }),
  async run({ row, input, set, create, db, access }) {
    const to: string = input.to
    const [found] = await drafts.run(db, { title: to }, access.take())
    const count: number | undefined = found?.count
    // @ts-expect-error An action changes rows by `set` and by verbs: its database has no transaction of Prisma.
    void [count, db.tx]
    set({ title: `${row.title} ${to}`, publishedAt: null })
    const { id }: { id: string } = await create(article, { title: to, tags: [] })
    // @ts-expect-error A creation of articles has a title.
    await create(article, { tags: [id] })
    // @ts-expect-error Articles have no such field.
    set({ colour: 'red' })
    set({ tags: ['x'] })
  },
})
const touch = article.action({ verb: 'touch', event: 'touched', rule: own('authorId'), run: () => undefined })

const listed = {
  name: 'agreed',
  model: 'Agreed',
  tenancy: 'global',
  creates: ['texts'],
  updates: ['texts'],
  labels: { one: 'agreed', many: 'agreed', title: 'id' },
  fields: { id: true, texts: true, integers: true },
} as const
const lists = resource({
  ...listed,
  rules: {
    ...rules,
    read: () => ({ texts: { has: 'a' } }),
    update: () => ({ integers: { isEmpty: true } }),
    remove: everyone,
  },
  filters: ['texts', 'integers'],
})
const shown = one(lists, ['texts'], { isNullable: true })
void [
  // @ts-expect-error a rule over an entry of another type
  resource({ ...listed, rules: { ...rules, update: everyone, remove: everyone, read: () => ({ texts: { has: 1 } }) } }),
  // @ts-expect-error a rule over the entries of a field that is not a list
  resource({ ...base, labels, fields, rules: { ...rules, read: () => ({ title: { has: 'a' } }) } }),
  // @ts-expect-error an entry of another type
  { filter: { integers: { has: 'a' } } } satisfies inferProcedureInput<typeof lists.verbs.list>,
  // @ts-expect-error a list as a whole
  { filter: { texts: { equals: ['a'] } } } satisfies inferProcedureInput<typeof lists.verbs.list>,
  { filter: { texts: { hasSome: ['a'] }, integers: { has: 1, isEmpty: false } } } satisfies inferProcedureInput<
    typeof lists.verbs.list
  >,
  shown,
]

/** Exactly the same type, not merely one that fits. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Input<Verb extends keyof typeof article.verbs> = inferProcedureInput<(typeof article.verbs)[Verb]>
type Output<Verb extends keyof typeof article.verbs> = inferProcedureOutput<(typeof article.verbs)[Verb]>

interface FullRow {
  id: string
  title: string
  publishedAt: Date | null
  author: { id: string; name: string }
  // A reader who may not see it gets null.
  slug: string | null
  tags: string[]
  comments: number
  isLong: boolean
  half: number | null
  createdAt: Date
  version: number
}

type Returned = { id: string; version: number; author: { id: string; name: string }; tags: string[] }

export type Exact = [
  Same<Output<'get'>, { [K in keyof FullRow]: FullRow[K] }>,
  Same<Output<'list'>['items'], { id: string; title: string }[]>,
  Same<Output<'create'>, Returned>,
  Same<Output<'remove'>, { id: string }>,
  Same<inferProcedureOutput<typeof publish>, Returned>,
  Same<inferProcedureInput<typeof publish>, { id: string; version: number }>,
  Same<inferProcedureInput<typeof rename>, { to?: string | undefined } & { id: string; version: number }>,
  Same<inferProcedureOutput<typeof touch>, Returned>,
  Same<Input<'get'>, { id: string } | { slug: string }>,
  Same<Input<'create'>, { title: string; tags: string[]; createdAt?: Date | undefined }>,
]
const exact: Exact = [true, true, true, true, true, true, true, true, true, true]

const creation: Input<'create'> = { title: 'a', tags: [] }
const page: Input<'list'> = {
  filter: {
    isLong: { equals: true },
    title: { contains: 'a' },
    publishedAt: { not: null },
    tags: { has: 'a' },
    'author.name': { equals: 'a' },
  },
  sort: ['-title'],
}

void [
  exact,
  page,
  // @ts-expect-error a creation without what has no default
  { title: 'a' } satisfies Input<'create'>,
  // @ts-expect-error a value of another type
  { ...creation, title: 1 } satisfies Input<'create'>,
  // @ts-expect-error a field that may not be written
  { ...creation, version: 1 } satisfies Input<'create'>,
  // @ts-expect-error an update without the version that it changes
  { id: 'a', title: 'b' } satisfies Input<'update'>,
  // @ts-expect-error an update of what may not be updated
  { id: 'a', version: 1, tags: [] } satisfies Input<'update'>,
  // @ts-expect-error a filter by what may not be filtered by
  { filter: { createdAt: { not: null } } } satisfies Input<'list'>,
  // @ts-expect-error a comparison with a value of another type
  { filter: { title: { equals: 1 } } } satisfies Input<'list'>,
  // @ts-expect-error a comparison of a computed value with one of another type
  { filter: { isLong: { equals: 'yes' } } } satisfies Input<'list'>,
  // @ts-expect-error a sort by what may not be sorted by
  { sort: ['publishedAt'] } satisfies Input<'list'>,
]
