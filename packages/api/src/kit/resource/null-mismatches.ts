import type { Definition } from './definition.ts'

/** Fields of several columns, and relations, whose nullability differs from that of their columns. */
export function nullMismatches({ fields, model, creates, updates }: Definition): string[] {
  const written = new Set([...creates, ...updates])
  return Object.entries(fields).flatMap(([name, { columns, isNullable, input, target }]): string[] => {
    const known = columns.flatMap((column) => (model.columns[column] ? [model.columns[column]] : []))
    if (known.length === 0) return []
    const [first = ''] = columns
    if (!isNullable && known.some((column) => column.isNullable))
      return [`${name} may be null in ${model.name} (${columns.join(', ')}): declare it with \`isNullable: true\`.`]
    const takesNull = written.has(name) && input?.safeParse(null).success === true
    if (!takesNull || known.every((column) => column.isNullable)) return []
    const remedy = target ? 'declare it with `isRequired: true`' : 'declare it without null'
    return [
      `${name} takes null, and ${columns.length > 1 ? `its columns ${columns.join(', ')} of ${model.name} take` : `its column ${first} of ${model.name} takes`} none: ${remedy}, or make the columns optional.`,
    ]
  })
}
