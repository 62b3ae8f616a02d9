import type { StreamProcedure } from '../../kit/stream.ts'
import { streams } from '../../streams.ts'
import { kebab, routes } from '../rest/routes.ts'

/** The route of one download or upload. */
export interface StreamRoute {
  /** `placesExport`, in the form of the ids of other routes. */
  readonly id: string
  readonly method: 'GET' | 'POST'
  /** Relative to the base path: `/places/export`; may contain `{id}`. */
  readonly template: string
  readonly stream: StreamProcedure
}

/** All stream routes. @throws Error when a procedure already has the place of one */
function allRoutes(): StreamRoute[] {
  const taken = new Map(routes.map(({ method, template, path }) => [`${method} ${template}`, path]))
  return streams.map((stream) => {
    const { noun, name, place, type, path } = stream
    const method = type === 'download' ? 'GET' : 'POST'
    const template = `/${kebab(noun)}${place}`
    const other = taken.get(`${method} ${template}`)
    if (other !== undefined)
      throw new Error(`${other} and ${path} would both be ${method} ${template}: rename ${other}.`)
    return { id: noun + name.replace(/^./, (letter) => letter.toUpperCase()), method, template, stream }
  })
}

export const streamRoutes: readonly StreamRoute[] = allRoutes()

const plain = new Map(streamRoutes.map((route) => [`${route.method} ${route.template}`, route]))
const patterned = streamRoutes
  .filter(({ template }) => template.includes('{id}'))
  .map((route) => ({ route, parts: route.template.split('{id}') }))

/** A requested stream procedure, and the id in the path. */
export interface StreamMatch {
  readonly stream: StreamProcedure
  readonly id: string | undefined
}

/** The stream procedure at a path under the base path, if any. */
export function streamAt(method: string | undefined, path: string): StreamMatch | undefined {
  const asked = method === 'HEAD' ? 'GET' : method
  const found = plain.get(`${asked} /${path}`)
  if (found) return { stream: found.stream, id: undefined }
  for (const { route, parts } of patterned) {
    const [before = '', after = ''] = parts
    const whole = `/${path}`
    if (asked !== route.method || !whole.startsWith(before) || !whole.endsWith(after)) continue
    const id = whole.slice(before.length, whole.length - after.length)
    if (id !== '' && !id.includes('/')) return { stream: route.stream, id }
  }
  return undefined
}
