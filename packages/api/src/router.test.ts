import { anonymous } from '@plinth/core/actor'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { definitionOf, definitions } from './definitions.ts'
import { appRouter } from './router.ts'

interface Definition {
  inputs: z.ZodType[]
  output: unknown
  meta: { rule(actor: unknown): unknown; event?: string; verb?: string }
  type: string
}

// At run time tRPC's record is flat, with whole paths as keys, and a definition contains its parsers; neither is in its public types.
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: Definition }>)

test('the router has procedures', () => {
  expect(procedures.length).toBeGreaterThan(15)
})

for (const [path, procedure] of procedures) {
  test(`${path} carries input, output and rule, and a write its event`, () => {
    const { inputs, output, meta, type } = procedure._def
    const definition = definitionOf(procedure)
    expect(inputs).toHaveLength(1)
    expect(inputs[0]).toBeInstanceOf(z.ZodType)
    // A verb of a resource returns the declared fields, and selects nothing else.
    if (definition) {
      expect(definition).toBe(definitions[path.split('.')[0] ?? ''])
      expect(output).toBeUndefined()
      expect(meta.verb).toMatch(/^[a-z]+[a-zA-Z]*$/)
      for (const schema of Object.values(definition.schemas)) expect(schema).toBeInstanceOf(z.ZodObject)
    } else expect(output).toBeInstanceOf(z.ZodType)
    expect(meta.rule).toBeTypeOf('function')
    if (type === 'mutation') expect(meta.event).toMatch(/^[a-z][a-zA-Z0-9]*\.[a-zA-Z]+$/)
    else expect(type).toBe('query')
  })

  test(`${path} takes no fields that it does not name`, () => {
    const [input] = procedure._def.inputs
    const json = z.toJSONSchema(input ?? z.never(), { unrepresentable: 'any', io: 'input' })
    if (json.type === 'object') expect(json.additionalProperties).toBe(false)
  })
}

test('no read hides a write: queries have no event', () => {
  for (const [path, procedure] of procedures) {
    const { type, meta } = procedure._def
    if (type === 'query') expect(meta.event, path).toBeUndefined()
    expect(() => meta.rule(anonymous), path).not.toThrow()
  }
})
