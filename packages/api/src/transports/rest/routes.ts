import { z } from 'zod'
import { definitionOf } from '../../definitions.ts'
import type { Definition, Verb } from '../../kit/resource/definition.ts'
import { bare, shapeOf } from '../../kit/schemas.ts'
import { features } from '../../registry.ts'
import { type Procedure, procedures } from '../procedures.ts'
import { answerSchema } from './answer-schemas.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

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
  /** The resource that made the procedure, if one did, and what it does. */
  readonly definition: Definition | undefined
  readonly verb: string | undefined
  readonly input: z.ZodType
  readonly output: z.ZodType | undefined
  /** When it went well. */
  readonly status: 200 | 201 | 204
  /** Whether the input has a `version`, which `If-Match` may hold. */
  readonly version: 'required' | 'optional' | undefined
}

interface Place {
  method: Method
  path: string
  status?: 201 | 204
}

/** Where the verbs of a resource are. A DELETE with a body means nothing to HTTP (RFC 9110, 9.3.5), so many rows are removed by a POST. */
const places: Readonly<Record<Verb, Place>> = {
  list: { method: 'GET', path: '' },
  create: { method: 'POST', path: '', status: 201 },
  get: { method: 'GET', path: '/{id}' },
  update: { method: 'PATCH', path: '/{id}' },
  remove: { method: 'DELETE', path: '/{id}', status: 204 },
  restore: { method: 'POST', path: '/{id}/restore' },
  purge: { method: 'POST', path: '/{id}/purge', status: 204 },
  history: { method: 'GET', path: '/{id}/history' },
  revert: { method: 'POST', path: '/{id}/revert' },
  createMany: { method: 'POST', path: '/batch' },
  updateMany: { method: 'PATCH', path: '/batch' },
  removeMany: { method: 'POST', path: '/batch/delete' },
}

/** `setUpState` → `set-up-state` */
export const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const capital = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase())

/** The routes of one procedure: one for each key of a `get`, one for any other. */
function routesOf(noun: string, name: string): Route[] {
  const path = `${noun}.${name}`
  const procedure = procedures.get(path)
  const type = procedure?._def.type
  if (!procedure || !type || type === 'subscription') return []
  const definition = definitionOf(procedure)
  const verb = procedure._def.meta?.verb
  const input = procedure._def.inputs[0] ?? z.void()
  const made = definition !== undefined && verb !== undefined && Object.hasOwn(places, verb)
  const place = made ? places[verb as Verb] : placeOf(name, { type, input }) // its own key
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
    output: procedure._def.output ?? (definition && answerSchema(definition, verb ?? '')),
    status: place.status ?? 200,
    version: versionOf(input),
  }
  if (verb !== 'get' || !definition) return [route]
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

/** Where a procedure is that no verb of a resource has a place for: below its row when it takes an `id`, else below its noun. */
function placeOf(name: string, { type, input }: { type: 'query' | 'mutation'; input: z.ZodType }): Place {
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
