import type { RepositoryCopy } from '../testing/repository-copy.ts'

const features = 'packages/api/src/features'
const models = 'packages/db/src/generated/models.ts'

/** Adds types of models with twelve columns and three relations to those of the schema. */
export async function addModels(copy: RepositoryCopy, count: number): Promise<void> {
  const end = '}\n\nexport const models'
  await copy.edit(models, end, `${numbers(count).map(modelType).join('\n')}\n${end}`)
}

/** Adds features over these models, as in a product: typed rules over rows and over relations, filters, sorts, a transition. */
export async function addFeatures(copy: RepositoryCopy, count: number): Promise<void> {
  for (const nth of numbers(count)) await copy.write(`${features}/noun-${nth}.ts`, featureOf(nth))
}

const numbers = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1)

function modelType(nth: number): string {
  const other = `Noun${nth === 1 ? 1 : nth - 1}`
  return `  Noun${nth}: {
    columns: {
      id: string
      slug: string
      title: string
      body: string
      amount: number
      kind: SessionKind
      authorId: string
      parentId: string | null
      priceAmount: bigint
      priceCurrency: string
      oldAmount: bigint | null
      oldCurrency: string | null
      meetsAt: Date
      meetsZone: string
      place: unknown
      traits: unknown
      publishedAt: Date | null
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      author: Relation<'User', 'one'>
      parent: Relation<'${other}', 'optional'>
      articles: Relation<'Article', 'many'>
    }
    optional: 'parentId' | 'oldAmount' | 'oldCurrency' | 'publishedAt' | 'createdAt' | 'updatedAt' | 'version'
  }`
}

function featureOf(nth: number): string {
  // Each refers to the previous noun, as nouns of a product refer to each other.
  const hasOther = nth > 1
  const other = hasOther ? `import { noun${nth - 1}Resource } from './noun-${nth - 1}.ts'\n` : ''
  const parent = hasOther ? `noun${nth - 1}Resource` : 'user'
  return `import { requireUserId } from '@plinth/core/actor'
import { any, operator, own, rows, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { address, json, money, zonedTime } from '../kit/resource/fields/composite.ts'
import { many, one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { now } from '../kit/resource/transition.ts'
import { user } from '../identity/user.ts'
${other}
export const noun${nth}Resource = resource({
  name: 'noun${nth}',
  model: 'Noun${nth}',
  tenancy: 'global',
  labels: { one: 'noun', many: 'nouns', title: 'title' },
  fields: {
    id: true,
    slug: true,
    title: z.string().trim().min(1).max(200),
    body: { kind: 'markdown', schema: z.string().max(200_000) },
    amount: z.number().min(0),
    kind: true,
    author: one(user, ['id', 'username', 'name']),
    parent: one(${parent}, ['id', ${hasOther ? `'title', 'traits'` : `'name'`}], { isNullable: true }),
    articles: many(user, ['id', 'username']),
    price: money({ amount: 'priceAmount', currency: 'priceCurrency' }),
    oldPrice: money({ amount: 'oldAmount', currency: 'oldCurrency' }, { isNullable: true }),
    meets: zonedTime({ at: 'meetsAt', zone: 'meetsZone' }),
    place: address({ isNullable: true }),
    traits: json(z.object({ color: z.string(), sizes: z.array(z.int()), more: z.json().optional() })),
    publishedAt: { label: 'Published' },
    createdAt: true,
    updatedAt: true,
    version: true,
  },
  keys: ['slug'],
  rules: {
    read: any(
      rows<RuleRow<'Noun${nth}'>>({ publishedAt: { not: null }, author: { is: { username: { not: 'x' } } } }),
      own('authorId'),
    ),
    create: signedIn,
    update: own('authorId'),
    remove: any(own('authorId'), operator),
  },
  creates: ['title', 'body', 'amount', 'kind', 'price', 'oldPrice', 'meets', 'place', 'traits'],
  updates: ['title', 'body', 'amount', 'kind', 'price', 'oldPrice'],
  lists: ['id', 'slug', 'title', 'amount', 'kind', 'price', 'meets', 'author', 'publishedAt', 'createdAt', 'version'],
  returns: ['id', 'slug', 'version'],
  filters: ['title', 'amount', 'publishedAt', 'author.username'],
  sorts: ['createdAt', 'title'],
  derive: ({ input, actor }) => ({ slug: input.title, authorId: requireUserId(actor) }),
})

export const noun${nth} = {
  ...noun${nth}Resource.verbs,
  publish: noun${nth}Resource.transition({
    verb: 'publish',
    event: 'published',
    rule: own('authorId'),
    set: { publishedAt: now },
  }),
  mark: noun${nth}Resource.action({
    verb: 'mark',
    event: 'marked',
    rule: own('authorId'),
    input: z.object({ more: z.json() }),
    run: ({ set }) => set({ amount: 1 }),
  }),
}
`
}

/** A program of another package that calls this many procedures through the typed client, and reads their answers. */
export function consumerOf(calls: number): string {
  const blocks = numbers(Math.ceil(calls / 5)).map(
    (nth) => `
export async function use${nth}() {
  const { id, version } = await api.noun${nth}.create.mutate({
    title: 'a', body: '', amount: ${nth}, kind: 'browser', price: { amount: 1, currency: 'EUR' }, oldPrice: null,
    meets: { at: new Date(), zone: 'Europe/Berlin' }, place: null, traits: { color: '', sizes: [] },
  })
  const page = await api.noun${nth}.list.query({ filter: { title: { contains: 'a' } }, sort: ['-createdAt'] })
  const found = await api.noun${nth}.get.query({ id })
  await api.noun${nth}.update.mutate({ id, version, title: 'b' })
  await api.noun${nth}.publish.mutate({ id, version })
  return [page.items[0]?.author.username, found.author.name, found.price.amount, found.meets.at.getTime(), found.place?.city, found.publishedAt?.getTime()]
}`,
  )
  return `import type { AppRouter } from '@plinth/api'
import { createTRPCClient, httpLink } from '@trpc/client'
import superjson from 'superjson'

const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: 'http://localhost', transformer: superjson })] })
${blocks.join('\n')}

// @ts-expect-error no such field
void (async () => (await api.noun1.get.query({ id: '' })).nothing)
`
}
