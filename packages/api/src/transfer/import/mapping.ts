import { PlinthError } from '@plinth/core/errors'
import { z } from 'zod'
import type { Definition, Field } from '../../kit/resource/definition.ts'
import { uniquesOf } from '../../kit/resource/uniques.ts'
import { type FlatColumn, flatColumns } from './flat-columns.ts'
import { keySchema } from './key-finder.ts'

/** The target of each column of the file, or null for an ignored column. */
export type Mapping = readonly (string | null)[]

/** The targets that columns of a file may have: fields that can be written, whole or in parts, and fields that find rows. */
export function targetsOf(definition: Definition): FlatColumn[] {
  const { creates, updates, fields } = definition
  const names = [...new Set([...matchable(definition), ...creates, ...updates])].filter((name) => fields[name])
  return names.flatMap((name) => {
    const flat = flatColumns(definition, [name])
    const whole = { name, field: name, part: undefined }
    const isWritable = fields[name]?.input !== undefined
    const parts = fields[name]?.kind === 'one' ? (isWritable ? keysOf(name, fields[name]) : []) : flat
    return parts.length === 1 && parts[0]?.name === name ? parts : [whole, ...parts]
  })
}

/** The targets of a relation: its id, and each other key of the noun that it leads to. */
const keysOf = (name: string, { target }: Field): FlatColumn[] =>
  (target?.definition.keys ?? []).flatMap((key) =>
    target?.definition.fields[key] ? [{ name: `${name}.${key}`, field: name, part: key }] : [],
  )

/** The label of a target where a person chooses it. */
export const targetLabel = ({ fields }: Definition, { name, field, part }: FlatColumn): string =>
  part !== undefined && part !== 'id' && fields[field]?.kind === 'one' ? `${field} by ${part}` : name

/**
 * Fields that may find existing rows: unique columns that the resource shows. A key that the server generates for each row, such as a slug, is
 * excluded: a file cannot contain it, so a second import of the file would not find any row by it.
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

/**
 * Maps each column to the field of its name or label; each field once, and a relation by one key. `samples` are the first rows of the file: a relation whose
 * values are not ids is mapped by the key that they fit.
 */
export function matchColumns(
  definition: Definition,
  columns: readonly string[],
  samples: readonly (readonly string[])[] = [],
): (string | null)[] {
  const targets = new Map<string, string>()
  for (const { name, field, part } of targetsOf(definition)) {
    const label = `${labelOf(field, definition.fields[field])} ${part ?? ''}`
    for (const known of [plain(label), plain(name)]) if (!targets.has(known)) targets.set(known, name)
  }
  const taken = new Set<string>()
  return columns.map((column, nth) => {
    const target = targets.get(plain(column))
    if (target === undefined) return null
    const [name = ''] = target.split('.')
    const field = definition.fields[name]
    const mark = field?.kind === 'one' ? name : target
    if (taken.has(mark)) return null
    taken.add(mark)
    const given = samples.flatMap((row) => row[nth] ?? []).filter((cell) => cell.trim() !== '')
    return target === name && field?.kind === 'one' ? relationTarget(name, field, given) : target
  })
}

/** The key that values are matched by: the id if they are ids, else the strictest key whose schema accepts all of them. */
function relationTarget(name: string, { target }: Field, values: readonly string[]): string {
  const definition = target?.definition
  const isId = (value: string) => z.uuid().safeParse(value.trim()).success
  if (!definition || values.length === 0 || values.every(isId)) return name
  const takes = (key: string, text: string) =>
    [text, Number(text)].some((value) => keySchema(definition, key)?.safeParse(value).success)
  const fitting = definition.keys.filter(
    (key) => key !== 'id' && definition.fields[key] && values.every((value) => takes(key, value.trim())),
  )
  // A schema that accepts everything is weaker evidence than one that refuses most values.
  const key = fitting.find((each) => !takes(each, '\u2026 no value \u2026')) ?? fitting[0]
  return key === undefined ? name : `${name}.${key}`
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
    const [name = ''] = target.split('.')
    const into = definition.fields[name]?.kind === 'one' ? name : target
    if (used.has(into)) problems.push(`Two columns go into ${into.slice(0, 100)}.`)
    used.add(into)
  }
  if (used.size === 0) problems.push('No column goes into a field.')
  if (problems.length > 0) throw new PlinthError('INVALID_INPUT', { fields: { mapping: problems.slice(0, 20) } })
}
