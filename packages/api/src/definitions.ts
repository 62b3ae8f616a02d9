import { z } from 'zod'
import type { KnownProcedure, ProcedureMeta } from './kit/procedure-types.ts'
import type { Definition } from './kit/resource/definition.ts'
import { standardVerb } from './kit/resource/verbs/table.ts'
import type { Verb } from './kit/resource/verbs/verb.ts'
import { features } from './registry.ts'

/** A procedure with its internal fields; tRPC's public types show only the client's view. */
interface AnyProcedure {
  readonly _def: {
    readonly type: KnownProcedure['type']
    readonly meta?: ProcedureMeta
    readonly inputs: readonly z.ZodType[]
  }
}

/** The resource that a procedure was generated from, if any. */
export function definitionOf(procedure: unknown): Definition | undefined {
  // Only the kit sets this field (`ProcedureMeta`).
  return (procedure as AnyProcedure)._def.meta?.resource as Definition | undefined
}

/** The standard verb that a procedure implements; undefined for a procedure written by a feature. */
export function verbOf(procedure: unknown): Verb | undefined {
  const { meta } = (procedure as AnyProcedure)._def // its internal fields
  return meta && standardVerb(meta)
}

/** All resources by name: the source of REST routes, exports, imports and screens. A noun has one when its record holds procedures of a resource. */
export const definitions: Readonly<Record<string, Definition>> = Object.fromEntries(
  Object.entries(features).flatMap(([name, record]) => {
    const definition = Object.values(record)
      .map(definitionOf)
      .find((found) => found !== undefined)
    return definition ? [[name, definition]] : []
  }),
)

/** @throws Error when a field counts rows of a noun that no resource exposes, or that several expose; checked here because all resources are now declared */
for (const { name, fields } of Object.values(definitions)) {
  for (const [field, { counted }] of Object.entries(fields)) {
    try {
      counted?.of()
    } catch (error) {
      throw new Error(
        `The field ${field} of ${name} cannot be counted: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
}

/** For each noun that has a resource, the known facts about its procedures, by the names under which they are called. */
export const procedures: Readonly<Record<string, Readonly<Record<string, KnownProcedure>>>> = Object.fromEntries(
  Object.keys(definitions).map((name) => [
    name,
    Object.fromEntries(
      Object.entries(Object(Reflect.get(features, name))).flatMap(([verb, procedure]) => {
        const { type, meta, inputs } = (procedure as AnyProcedure)._def // as above
        return meta ? [[verb, { type, meta, input: inputs[0] ?? z.void() }]] : []
      }),
    ),
  ]),
)
