import { labelOf } from './label.ts'
import { fits, type Schema, shapeOf } from './shape.ts'

/** The error within a value, and its place: keys separated by dots. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** The first part of a value that its schema refuses, as far as a form can check it. The backend decides. */
export function problemIn(
  given: Schema,
  value: unknown,
  {
    root = given,
    path = [],
    isRequired = true,
  }: { root?: Schema; path?: readonly string[]; isRequired?: boolean } = {},
): Problem | undefined {
  const shape = shapeOf(given, root)
  const at = (message: string): Problem => ({ path: path.join('.'), message })
  const { title, minimum, maximum, minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape.schema
  if (value === undefined) return isRequired ? at(`${title ?? labelOf(path.at(-1) ?? 'value')} is needed.`) : undefined
  if (value === null && shape.isNullable) return undefined
  switch (shape.kind) {
    case 'object':
      if (!fits(shape, value)) return undefined
      for (const { name, schema, isRequired } of shape.properties) {
        const found = problemIn(schema, Reflect.get(Object(value), name), { root, path: [...path, name], isRequired })
        if (found) return found
      }
      return undefined
    case 'list':
      if (!Array.isArray(value)) return undefined
      for (const [nth, item] of value.entries()) {
        const found = problemIn(shape.item, item, { root, path: [...path, String(nth)] })
        if (found) return found
      }
      return value.length < (shape.schema.minItems ?? 0) ? at(`Add at least ${shape.schema.minItems}.`) : undefined
    case 'choice':
      return shape.values.some((each) => each === value) ? undefined : at('Choose one of the values.')
    case 'number':
      if (typeof value !== 'number') return at('Enter a number.')
      if (shape.isWhole && !Number.isInteger(value)) return at('Enter a whole number.')
      if (minimum !== undefined && value < minimum) return at(`Enter at least ${minimum.toLocaleString('en')}.`)
      return maximum !== undefined && value > maximum ? at(`Enter at most ${maximum.toLocaleString('en')}.`) : undefined
    case 'text': {
      if (typeof value !== 'string') return at('Enter a text.')
      if (value.length < minLength) return at(`Use at least ${minLength} characters.`)
      if (value.length > maxLength) return at(`Use at most ${maxLength} characters.`)
      return pattern !== undefined && !new RegExp(pattern, 'u').test(value)
        ? at('This has another form than is expected.')
        : undefined
    }
    default:
      return undefined
  }
}

/** The message of a form for a problem, which `placed` parses. */
export const written = ({ path, message }: Problem): string => (path === '' ? message : `${path}: ${message}`)

/** The place in the value that a message of a form belongs to: the backend begins the message with the path. */
export function placed(error: string | undefined): Problem | undefined {
  if (error === undefined) return undefined
  const [, path = '', message = error] = /^([A-Za-z0-9_$]+(?:\.[A-Za-z0-9_$]+)*): ([\s\S]*)$/.exec(error) ?? []
  return { path, message }
}
