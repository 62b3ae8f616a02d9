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
  /** Below the base path: `/articles/{id}`. */
  readonly template: string
  /** The input that the placeholders of the template hold. */
  readonly params: readonly string[]
  /** Of the procedure: `articles.get`. */
  readonly path: string
  readonly noun: string
  readonly name: string
  readonly procedure: Procedure
  readonly type: 'query' | 'mutation'
  /** The resource that made the procedure, if one did, and the standard verb that it is. */
  readonly definition: Definition | undefined
  readonly verb: Verb | undefined
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  /** When it went well. */
  readonly status: 200 | 201 | 204
  /** Whether the input has a `version`, which `If-Match` may hold. */
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
 * What a procedure of a resource answers. It declares no output, because its statement selects the declared fields and nothing else; a verb of a feature
 * answers with the row as it was written.
 */
const outputOf = (definition: Definition, verb: Verb | undefined) =>
  verb?.output(definition) ?? definition.schemas.written

/** Where a procedure is that no verb of a resource has a place for: below its row when it takes an `id`, else below its noun. */
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

/** All routes, from the registry: nothing is declared for REST alone. @throws Error when two procedures have one place */
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
