import { wireSteps, wireWriter } from '@plinth/core/wire'
import superjson from 'superjson'
import { readWire } from './wire-input.ts'

/** superjson's wire format. What is read comes from outside, and is read with less trust than superjson has. */
export const wire = {
  serialize: wireWriter(superjson.serialize),
  serializeInSteps: wireSteps(superjson.serialize),
  deserialize: readWire,
}
