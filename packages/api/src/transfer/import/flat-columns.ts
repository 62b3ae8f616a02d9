import type { Definition, Field } from '../../kit/resource/definition.ts'

/** A column of a file: a field, or one of the parts of a field that has several. */
export interface FlatColumn {
  /** `name`, `price.amount`. */
  readonly name: string
  readonly field: string
  readonly part: string | undefined
}

const composites: Partial<Record<Field['kind'], readonly string[]>> = {
  money: ['amount', 'currency'],
  zonedTime: ['at', 'zone'],
  address: ['lines', 'postalCode', 'city', 'region', 'country'],
}

/** The parts of a field that are separate cells in a file; none for a field that is a single cell. */
function partsOf({ kind, target }: Field): readonly string[] {
  if (kind !== 'one' || !target) return composites[kind] ?? []
  const { title } = target.definition.labels
  return ['id', title].filter((name, nth, all) => target.fields.includes(name) && all.indexOf(name) === nth)
}

/** These fields as columns of a file. */
export function flatColumns({ fields }: Pick<Definition, 'fields'>, names: readonly string[]): FlatColumn[] {
  return names.flatMap((name): FlatColumn[] => {
    const field = fields[name]
    if (!field) return []
    const parts = partsOf(field)
    if (parts.length === 0) return [{ name, field: name, part: undefined }]
    return parts.map((part) => ({ name: `${name}.${part}`, field: name, part }))
  })
}
