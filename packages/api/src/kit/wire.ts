import { wireSteps, wireWriter } from '@plinth/core/wire'
import superjson from 'superjson'
import { readWire } from './wire-input.ts'

/** superjson's wire format. The input is untrusted, so it is validated more strictly than superjson does. */
export const wire = {
  serialize: wireWriter(superjson.serialize),
  serializeInSteps: wireSteps(superjson.serialize),
  deserialize: readWire,
}
