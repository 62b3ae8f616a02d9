import { z } from 'zod'
import type { Definition, Field } from './definition.ts'
import { isUniqueAlone } from './uniques.ts'

/** A text this short is a code: it is matched as a whole, since no index finds a part of it (trigrams are three characters). */
const longestCode = 20

/** Whether a field holds a code, such as a country. */
export function isCode({ kind, input, isCode: isDeclared }: Field): boolean {
  if (isDeclared) return true
  if (kind !== 'text' || !input) return false
  const { maxLength = Number.POSITIVE_INFINITY } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  return maxLength <= longestCode
}

/**
 * Whether a field holds text that people read, such as a title. Lists sort it by the collation `und-x-icu`, which its column has (the check
 * 'indexes of the resources' asks for it). Codes and unique texts (slugs, usernames) are sorted by code point.
 * @public That check loads it by its path.
 */
export function isReadable(
  definition: Pick<Definition, 'fields' | 'model' | 'tenancy' | 'liveUniques'>,
  name: string,
): boolean {
  const { fields } = definition
  const field = fields[name]
  if (!field || (field.kind !== 'text' && field.kind !== 'markdown') || field.computed || isCode(field)) return false
  const [column = ''] = field.columns
  return !isUniqueAlone(definition, column)
}
