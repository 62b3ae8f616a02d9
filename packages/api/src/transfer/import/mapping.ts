import { PlinthError } from '@plinth/core/errors'
import type { Definition, Field } from '../../kit/resource/definition.ts'
import { uniquesOf } from '../../kit/resource/uniques.ts'
import { type FlatColumn, flatColumns } from './flat-columns.ts'

/** For each column of the file where it goes, or null for nowhere. */
export type Mapping = readonly (string | null)[]

/** What the columns of a file may go into: fields that can be written, whole or in parts, and those by which rows are found. */
export function targetsOf(definition: Definition): FlatColumn[] {
  const { creates, updates, fields } = definition
  const names = [...new Set([...matchable(definition), ...creates, ...updates])].filter((name) => fields[name])
  return names.flatMap((name) => {
    const flat = flatColumns(definition, [name])
    const whole = { name, field: name, part: undefined }
    const isWritable = fields[name]?.input !== undefined
    const parts = fields[name]?.kind === 'one' ? flat.filter(({ part }) => part === 'id' && isWritable) : flat
    return parts.length === 1 && parts[0]?.name === name ? parts : [whole, ...parts]
  })
}

/**
 * Fields by which rows that are there already may be found: unique columns that the resource shows. A key that the server draws anew for each row,
 * such as a slug, is none of them: a file cannot bring it, so a second import of the file would find nothing by it.
 */
export const matchable = (definition: Definition) => {
  const { keys, fields, creates, writing } = definition
  const again = uniquesOf(definition).find(({ constraint }) => constraint === writing.retry)?.columns ?? []
  const isMadeAgain = (name: string) => again.length === 1 && again[0] === name
  return keys.filter((name) => fields[name] && (creates.includes(name) || !isMadeAgain(name)))
}

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** `firstName` as a person reads it. */
const spaced = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2')

/** The name of a field as screens show it. */
const labelOf = (name: string, field: Field | undefined) => field?.label ?? spaced(name)

/** Maps each column to the field of its name or label; each field once. */
export function matchColumns(definition: Definition, columns: readonly string[]): (string | null)[] {
  const targets = new Map<string, string>()
  for (const { name, field, part } of targetsOf(definition)) {
    const label = `${labelOf(field, definition.fields[field])} ${part ?? ''}`
    for (const known of [plain(label), plain(name)]) if (!targets.has(known)) targets.set(known, name)
  }
  const taken = new Set<string>()
  return columns.map((column) => {
    const target = targets.get(plain(column))
    if (target === undefined || taken.has(target)) return null
    taken.add(target)
    return target
  })
}

/**
 * Checks a mapping against the file and the resource.
 * @throws PlinthError `INVALID_INPUT`
 */
export function assertMapping(definition: Definition, mapping: Mapping, columns: readonly string[]): void {
  const problems: string[] = []
  if (mapping.length !== columns.length)
    problems.push(`Expected ${columns.length} entries, one for each column of the file.`)
  const known = new Set(targetsOf(definition).map(({ name }) => name))
  const used = new Set<string>()
  for (const target of mapping) {
    if (target === null) continue
    if (!known.has(target))
      problems.push(`${definition.labels.many} have no field ${target.slice(0, 100)} that can be imported.`)
    if (used.has(target)) problems.push(`Two columns go into ${target.slice(0, 100)}.`)
    used.add(target)
  }
  if (used.size === 0) problems.push('No column goes into a field.')
  if (problems.length > 0) throw new PlinthError('INVALID_INPUT', { fields: { mapping: problems.slice(0, 20) } })
}
