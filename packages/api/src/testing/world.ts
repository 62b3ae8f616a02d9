import type { Actor } from '@plinth/core/actor'
import { normalise, type Predicate } from '@plinth/core/where'
import { getUntypedClient } from '@trpc/client'
import { definitions } from '../definitions.ts'
import type { Definition } from '../kit/resource/definition.ts'
import { procedures } from '../transports/procedures.ts'
import { anOperator, aUser, type TestUser } from './factories.ts'
import { type TableRow, tableRows } from './rule-oracle.ts'
import { missing, samplesOf } from './sample-file.ts'
import { requiredOf, sampleValue } from './sample-value.ts'
import type { SampleRow, World } from './samples.ts'
import type { TestServer } from './test-server.ts'

/** The initial users. Those that are not given are created. */
export interface People {
  readonly author?: TestUser
  readonly operator?: TestUser
  /** Undefined for anonymous. */
  readonly caller?: TestUser | undefined
}

/** A world in which rows are created for an author. */
export async function aWorld(server: TestServer, people: People = {}): Promise<World> {
  const { author = await aUser(server), caller } = people
  let operator = people.operator && Promise.resolve(people.operator)
  return worldOf({
    server,
    author,
    caller,
    operator: () => {
      operator ??= anOperator(server)
      return operator
    },
    stranger: () => aUser(server),
  })
}

function worldOf(parts: Omit<World, 'row'>): World {
  const world: World = { ...parts, row: (noun) => rowOf(noun, world) }
  return world
}

/** The same world with the caller as the author: for rows that the caller creates. */
export const ofCaller = (world: World): World => worldOf({ ...world, author: world.caller ?? world.author })

/** A user in the form that rules receive. */
export const actorOf = ({ me }: TestUser, isOperator = false): Actor => ({
  type: 'user',
  userId: me.id,
  sessionId: me.id,
  isOperator,
})

/** Calls a procedure by its path, for tests of every procedure, which do not need types. */
export function callPath({ api }: Pick<TestUser, 'api'>, path: string, input: unknown): Promise<unknown> {
  const client = getUntypedClient(api)
  return procedures.get(path)?._def.type === 'query' ? client.query(path, input) : client.mutation(path, input)
}

async function rowOf(noun: string, world: World): Promise<SampleRow> {
  const given = samplesOf(noun).row
  if (given) return given(world)
  const definition = definitions[noun]
  if (!definition || !procedures.has(`${noun}.create`))
    throw missing(noun, `Nothing creates rows of ${noun}.`, 'row: ({ author }) => …,')
  const isAuthors = definition.rules.create(actorOf(world.author)) !== false
  const maker = isAuthors ? world.author : await world.operator()
  const item = await itemOf(noun, world)
  try {
    return (await callPath(maker, `${noun}.create`, item)) as SampleRow // as each resource answers
  } catch (error) {
    const why = `A row of ${noun} cannot be created from ${JSON.stringify(item)}: ${inOneLine(error)}`
    throw missing(noun, why, 'item: (world) => ({ … }),')
  }
}

/** An error as one line, with the fields that it concerns. */
function inOneLine(error: unknown): string {
  const { data, message } = Object(error)
  return `${message} ${JSON.stringify(data?.fields ?? data?.code ?? '')}`
}

/** The input that creates a row for the author: the values of the samples, and generated values for the other required fields. */
export async function itemOf(noun: string, world: World): Promise<Record<string, unknown>> {
  const definition = definitions[noun]
  if (!definition) throw new Error(`${noun} is no resource.`)
  const given = await samplesOf(noun).item?.(world)
  const item: Record<string, unknown> = { ...ownership(definition, world), ...given }
  for (const name of requiredOf(definition.schemas.create)) {
    if (name in item) continue
    const value = await newValue(definition, name, { world })
    if (value === undefined)
      throw missing(noun, `No value for ${name} of ${noun} follows from its schema.`, `item: () => ({ ${name}: … }),`)
    item[name] = value
  }
  return item
}

/** A value for a written field that differs from the current one. */
async function newValue(
  definition: Definition,
  name: string,
  { world, row }: { world: World; row?: TableRow },
): Promise<unknown> {
  const { fields, schemas } = definition
  const target = fields[name]?.target
  if (target) return (await world.row(target.definition.name)).id
  const schema = schemas.create.shape[name] ?? schemas.update.shape[name]
  const [column = ''] = fields[name]?.columns ?? []
  return schema && sampleValue(schema, row?.[column])
}

/** The changes of an update: those of the samples, else one field that is not a reference to another row. */
export async function changeOf(noun: string, id: string, world: World): Promise<object> {
  const given = await samplesOf(noun).change?.(world)
  if (given) return given
  const definition = definitions[noun]
  if (!definition) throw new Error(`${noun} is no resource.`)
  const { updates, fields, model } = definition
  const found = (await tableRows(world.server, model)).find((row) => row.id === id) ?? {}
  for (const name of updates.toSorted(
    (one, other) => Number(!!fields[one]?.target) - Number(!!fields[other]?.target),
  )) {
    const value = await newValue(definition, name, { world, row: found })
    if (value !== undefined) return { [name]: value }
  }
  throw missing(noun, `No change of ${noun} follows from the schema.`, 'change: () => ({ … }),')
}

/** The fields of `create` that make the row the author's: those whose columns the rule compares with the author. */
function ownership({ rules, creates, fields }: Definition, { author }: World): TableRow {
  const { id } = author.me
  const isOwner = (column: string, predicate: boolean | Predicate): boolean => {
    if (typeof predicate === 'boolean') return false
    if (predicate.op === 'and' || predicate.op === 'or') return predicate.of.some((part) => isOwner(column, part))
    return (
      predicate.op === 'compare' && predicate.by === 'equals' && predicate.field === column && predicate.value === id
    )
  }
  const read = normalise(rules.read(actorOf(author)))
  const names = creates.filter((name) => fields[name]?.columns.some((column) => isOwner(column, read)))
  return Object.fromEntries(names.map((name) => [name, id]))
}
