import { everyone, own, rows } from '@plinth/core/rule'
import { z } from 'zod'
import { read, write } from './procedure.ts'

// Never run: the type checker is the test. Each expected error is one that a feature must not be able to make; should the kit's types come to
// allow it, the comment above it is an error itself.
const input = z.void()
const output = z.number()
const run = async () => 1

void [
  read({ rule: everyone, input, output, run }),

  // @ts-expect-error a procedure without a rule
  read({ input, output, run }),
  // @ts-expect-error a procedure without an output
  read({ rule: everyone, input, run }),
  // @ts-expect-error a procedure without an input
  read({ rule: everyone, output, run }),
  // @ts-expect-error a rule that gives no answer
  read({ rule: () => undefined, input, output, run }),
  // @ts-expect-error an answer that is not the declared output
  read({ rule: everyone, input, output, run: async () => 'one' }),
  // @ts-expect-error a write without an event
  write({ rule: everyone, input, output, run: async () => ({ subject: 'id', output: 1 }) }),
  // @ts-expect-error a write that does not say what it changed
  write({ rule: everyone, input, output, event: 'a.b', run: async () => 1 }),
  // @ts-expect-error a comparison with a value of another type
  rows<{ age: number }>({ age: { equals: 'old' } }),
  // @ts-expect-error a condition on a column that does not exist
  rows<{ age: number }>({ name: { equals: 'x' } }),

  own('authorId'),
]
