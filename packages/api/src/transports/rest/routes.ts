import { z } from 'zod'
import { definitionOf, verbOf } from '../../definitions.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import type { RestPlace, Verb } from '../../kit/resource/verbs/verb.ts'
import { bare, shapeOf } from '../../kit/schemas.ts'
import { features } from '../../registry.ts'
import { type Procedure, procedures } from '../procedures.ts'

export type Method = RestPlace['method']

/** One way to call one procedure over REST. */
export interface Route {
  /** `articlesList`: unique, and stable as long as the procedure keeps its name. */
  readonly id: string
  readonly method: Method
  /** Relative to the base path: `/articles/{id}`. */
  readonly template: string
  /** The input fields that the placeholders of the template contain. */
  readonly params: readonly string[]
  /** The path of the procedure: `articles.get`. */
  readonly path: string
  readonly noun: string
  readonly name: string
  readonly procedure: Procedure
  readonly type: 'query' | 'mutation'
  /** The resource that the procedure was generated from, if any, and the standard verb that it implements. */
  readonly definition: Definition | undefined
  readonly verb: Verb | undefined
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  /** The status of success. */
  readonly status: 200 | 201 | 204
  /** Whether the input has a `version`, which can be sent as `If-Match`. */
  readonly version: 'required' | 'optional' | undefined
}

/** `setUpState` → `set-up-state` */
export const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const capital = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase())

/** The routes of one procedure: one, or one for each key of its resource. */
function routesOf(noun: string, name: string): Route[] {
  const path = `${noun}.${name}`
  const procedure = procedures.get(path)
  const type = procedure?._def.type
  if (!procedure || !type || type === 'subscription') return []
  const definition = definitionOf(procedure)
  const verb = verbOf(procedure)
  const input = procedure._def.inputs[0] ?? z.void()
  const place = verb?.rest ?? placeOf(name, { type, input })
  const route: Route = {
    id: `${noun}${capital(name)}`,
    method: place.method,
    template: `/${kebab(noun)}${place.path}`,
    params: place.path.includes('{id}') ? ['id'] : [],
    path,
    noun,
    name,
    procedure,
    type,
    definition,
    verb,
    input,
    output: procedure._def.output ?? (definition && outputOf(definition, verb)),
    status: place.status ?? 200,
    version: versionOf(input),
  }
  if (!place.hasPlaceByKey || !definition) return [route]
  return definition.keys.map((key) =>
    key === 'id'
      ? route
      : {
          ...route,
          id: `${route.id}By${capital(key)}`,
          template: `/${kebab(noun)}/by-${kebab(key)}/{${key}}`,
          params: [key],
        },
  )
}

/**
 * The output of a resource's procedure. The procedure declares none, because its statement selects exactly the declared fields; a verb written by a
 * feature returns the row as written.
 */
const outputOf = (definition: Definition, verb: Verb | undefined) =>
  verb?.output(definition) ?? definition.schemas.written

/** The place of a procedure that is not a standard verb: below its row when it takes an `id`, else below its noun. */
function placeOf(name: string, { type, input }: { type: 'query' | 'mutation'; input: z.ZodType }): RestPlace {
  const method = type === 'query' ? 'GET' : 'POST'
  if (type === 'query' && name === 'list') return { method, path: '' }
  const id = shapeOf(input)?.id
  return { method, path: `${id && !bare(id).isOptional ? '/{id}' : ''}/${kebab(name)}` }
}

function versionOf(input: z.ZodType): Route['version'] {
  const version = shapeOf(input)?.version
  return version && (bare(version).isOptional ? 'optional' : 'required')
}

/** All routes, generated from the registry: nothing is declared only for REST. @throws Error when two procedures have the same place */
function allRoutes(): Route[] {
  const found = Object.entries(features).flatMap(([noun, record]) =>
    Object.keys(record).flatMap((name) => routesOf(noun, name)),
  )
  const seen = new Map<string, string>()
  for (const { method, template, path } of found) {
    const key = `${method} ${template}`
    const other = seen.get(key)
    if (other !== undefined) throw new Error(`${path} and ${other} would both be ${key}: give one another name.`)
    seen.set(key, path)
  }
  return found
}

export const routes: readonly Route[] = allRoutes()
