import { newId } from '@plinth/core/id'
import { z } from 'zod'
import { bare, shapeOf } from '../kit/schemas.ts'
import { procedures } from '../transports/procedures.ts'
import { eventsOf } from './events.ts'
import { type EveryCall, firstCall, ruledOutcome } from './every-call.ts'
import { callLine, missing } from './sample-file.ts'
import { sampleValue } from './sample-value.ts'
import type { SampleRow, World } from './samples.ts'
import { actorOf, callPath, changeOf, itemOf, ofCaller } from './world.ts'

type Input = Record<string, unknown>

/** A valid input of a call: the values of its sample, and generated values for the other required fields. Creates the rows that it refers to. */
export async function inputOf(call: EveryCall, world: World): Promise<unknown> {
  const given = (await call.sample.input?.(world)) as Input | undefined // by the types of the samples
  const standard = verbs[call.verb?.name ?? '']
  if (standard) return standard(call, world, given)
  const schema = procedures.get(call.path)?._def.inputs[0] ?? z.void()
  const shape = shapeOf(schema)
  if (!shape) return given
  const missed = Object.keys(shape).filter(
    (name) => !(name in (given ?? {})) && !bare(shape[name] ?? schema).isOptional,
  )
  const row = missed.includes('id') ? await rowFor(call, world) : undefined
  const input: Input = { ...given }
  for (const name of missed) {
    input[name] = name === 'id' || name === 'version' ? row?.[name] : sampleValue(shape[name] ?? schema)
    if (input[name] !== undefined) continue
    const line = callLine(call.noun, call.key, `input: () => ({ ${name}: … })`)
    throw missing(call.noun, `No value for ${name} of ${call.path} follows from its schema.`, line)
  }
  return input
}

const rowFor = async (call: EveryCall, world: World): Promise<SampleRow> =>
  (await call.sample.row?.(world)) ?? world.row(call.noun)

type Standard = (call: EveryCall, world: World, given?: Input) => Promise<Input>

const item: Standard = async ({ noun }, world, given) => ({ ...(await itemOf(noun, ofCaller(world))), ...given })
const id: Standard = async (call, world, given) => given ?? { id: (await rowFor(call, world)).id }
const changed: Standard = async (call, world, given) => {
  const { id, version } = await rowFor(call, world)
  return { id, version, ...(given ?? (await changeOf(call.noun, id, world))) }
}

/** The inputs of standard verbs, where they cannot be derived from the schema. */
const verbs: Readonly<Record<string, Standard>> = {
  get: id,
  list: async (_call, _world, given) => ({ limit: 1, ...given }),
  create: item,
  // Values that another row could also have are replaced too, so that the copy belongs to the caller.
  duplicate: async (...of) => ({ ...(await item(...of)), ...(await id(...of)) }),
  createMany: async (...of) => ({ items: [await item(...of)] }),
  update: changed,
  updateMany: async (...of) => ({ items: [await changed(...of)] }),
  remove: id,
  removeMany: async (...of) => ({ items: [await id(...of)] }),
  history: id,
  // From the changed values back to the original ones.
  revert: async (call, world) => {
    const { id, version } = await after('update', call, world)
    const [first] = await eventsOf(world.server, id)
    return { id, version, eventId: first?.id ?? newId() }
  },
  restore: (call, world) => after('remove', call, world),
  purge: (call, world) => after('remove', call, world),
}

/** A row on which the author, or else an operator, has called another verb of its noun; the unchanged row if neither may call it. */
async function after(
  name: 'update' | 'remove',
  call: EveryCall,
  world: World,
): Promise<{ id: string; version: number | undefined }> {
  const { id, version } = await rowFor(call, world)
  const other = firstCall(`${call.noun}.${name}`)
  const input = name === 'remove' ? { id } : { id, version, ...(await changeOf(call.noun, id, world)) }
  const { author, server } = world
  const may = async (isOperator: boolean) =>
    (await ruledOutcome(server, other, { actor: actorOf(author, isOperator), input })) === 'OK'
  if (await may(false)) await callPath(author, other.path, input)
  else if (await may(true)) await callPath(await world.operator(), other.path, input)
  else return { id, version }
  return { id, version: version && version + 1 }
}
