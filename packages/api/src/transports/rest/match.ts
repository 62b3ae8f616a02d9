import { PlinthError } from '@plinth/core/errors'
import { type Method, type Route, routes } from './routes.ts'

interface Node {
  readonly literals: Map<string, Node>
  placeholder: Node | undefined
  readonly methods: Map<Method, Route>
}

const newNode = (): Node => ({ literals: new Map(), placeholder: undefined, methods: new Map() })

function treeOf(all: readonly Route[]): Node {
  const root = newNode()
  for (const route of all) {
    let node = root
    for (const segment of route.template.slice(1).split('/')) {
      if (segment.startsWith('{')) {
        node.placeholder ??= newNode()
        node = node.placeholder
      } else {
        const next = node.literals.get(segment) ?? newNode()
        node.literals.set(segment, next)
        node = next
      }
    }
    node.methods.set(route.method, route)
  }
  return root
}

const root = treeOf(routes)

/** No route has more segments. */
const maxSegments = 6

export interface Match {
  readonly methods: ReadonlyMap<Method, Route>
  /** The values of the placeholders, decoded. */
  readonly values: readonly string[]
}

/**
 * Finds the routes at a path below the base path; a literal segment takes precedence over a placeholder.
 * @throws PlinthError `NOT_FOUND`
 */
export function match(path: string): Match {
  const segments = path.split('/', maxSegments + 1)
  const values: string[] = []
  const methods = segments.length > maxSegments ? undefined : find(root, segments, values)
  if (!methods) throw new PlinthError('NOT_FOUND', { message: 'There is nothing at this address.' })
  return { methods, values }
}

function find(node: Node, segments: readonly string[], values: string[]): Node['methods'] | undefined {
  const [segment, ...rest] = segments
  if (segment === undefined) return node.methods.size > 0 ? node.methods : undefined
  const literal = node.literals.get(segment)
  const found = literal && find(literal, rest, values)
  if (found) return found
  const value = segment === '' ? undefined : decoded(segment)
  if (!node.placeholder || value === undefined) return undefined
  values.push(value)
  const below = find(node.placeholder, rest, values)
  if (!below) values.pop()
  return below
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** The methods of a path, for the `Allow` header. */
export function allowed({ methods }: Match): string {
  const names = [...methods.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...names, 'OPTIONS'].join(', ')
}
