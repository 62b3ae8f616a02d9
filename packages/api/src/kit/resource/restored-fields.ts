import type { Definition, Field } from './definition.ts'

/** Columns of a row by name, as events record them. */
type Columns = Readonly<Record<string, unknown>>

const isRestored = ({ fields, updates }: Definition, name: string) => updates.includes(name) && !fields[name]?.isSecret

/** The columns that follow a column of a field which `revert` restores. */
const followers = (definition: Definition, isChanged: (column: string) => boolean = () => true) => {
  const restored = new Set(
    Object.entries(definition.fields).flatMap(([name, { columns }]) => (isRestored(definition, name) ? columns : [])),
  )
  const { follow } = definition.writing
  return new Set(
    Object.keys(follow).filter(
      (column) => restored.has(follow[column]?.of ?? '') && isChanged(follow[column]?.of ?? ''),
    ),
  )
}

/** The keys under which an event records a field: its columns, or its name. */
const keysOf = (name: string, { columns, audit }: Field): readonly string[] => (audit ? [name] : columns)

/**
 * The fields that `revert` gives an earlier value: those that an update sets, and what follows them. It has the rights of an update, so what only another verb
 * sets, such as the state that `solve` sets, stays as that verb left it.
 */
export function restoredFields(definition: Definition): string[] {
  const following = followers(definition)
  return Object.entries(definition.fields).flatMap(([name, { columns }]) => {
    const isFollowing = columns.length > 0 && columns.every((column) => following.has(column))
    return isRestored(definition, name) || isFollowing ? [name] : []
  })
}

interface Compared {
  /** The values that later changes replaced. */
  readonly then: Columns
  readonly now: Columns
  /** Fields with a rule of their own, and whether the actor may see them of the row as it was and as it is. */
  readonly seen: Readonly<Record<string, boolean>>
}

/** The fields that differ from the earlier state and keep their present value. Fields that the actor may not see are not named. */
export function fieldsNotRestored(definition: Definition, { then, now, seen }: Compared): string[] {
  const isChanged = (key: string) => key in then && JSON.stringify(then[key]) !== JSON.stringify(now[key])
  const following = followers(definition, isChanged)
  return Object.entries(definition.fields).flatMap(([name, field]) => {
    if (isRestored(definition, name) || seen[name] === false) return []
    const isKept = keysOf(name, field).some(
      // Events record that a secret was changed, not its value.
      (key) => key !== 'version' && !following.has(key) && (field.isSecret ? key in then : isChanged(key)),
    )
    return isKept ? [name] : []
  })
}
