import { everyone, type Rule } from '@plinth/core/rule'
import type { Definition } from './definition.ts'
import { isSortable, maxSorts } from './keyset.ts'
import { nullMismatches } from './null-mismatches.ts'
import { unforeseenIn, unknownIn } from './rule-columns.ts'
import { isUniqueAlone, uniquesOf } from './uniques.ts'

/**
 * Checks the parts of a declaration that types cannot check.
 * @throws Error naming the resource, what is wrong and what is expected
 */
export function assertDeclared(definition: Definition): void {
  const { name, model, fields, keys, sorts, search, updates, isSoft, defaultSort, filters, questions } = definition
  const refuse = (what: string): never => {
    throw new Error(`The resource ${name} cannot be: ${what}`)
  }
  if (!fields.id || model.columns.id?.sql !== 'uuid')
    refuse('it has no field id that is a uuid, by which events name its rows.')
  if (fields.notRestored) refuse('a field is called notRestored, as what the answer of revert adds to the row.')
  if (updates.length > 0 && !model.columns.version)
    refuse(`${model.name} has no column version, without which changes would be lost.`)
  if (isSoft && !model.columns.removedAt?.isNullable)
    refuse(`soft removal needs a column removedAt that may be null in ${model.name}.`)
  for (const unique of definition.liveUniques) {
    const missing = unique.find((column) => !model.columns[column])
    if (missing !== undefined)
      refuse(`\`uniqueWhileLive\` names the column ${missing}, which ${model.name} does not have.`)
    if (!isSoft)
      refuse(
        `\`uniqueWhileLive\` is for resources with a trash: declare \`removal: 'soft'\`, or make ${unique.join(' and ')} unique in ${model.name}.`,
      )
  }
  const asked = [
    ...Object.entries(definition.rules).map(([verb, rule]) => [`the rule of ${verb}`, rule] as const),
    ...Object.entries(fields).flatMap(([field, { asks }]) => (asks ? [[`the field ${field}`, asks] as const] : [])),
  ]
  for (const [what, rule] of asked) {
    const unknown = unknownIn(rule, model)
    if (unknown !== undefined) refuse(`${what} asks for ${unknown}, which ${model.name} does not have.`)
  }
  for (const question of Object.keys(questions)) {
    if (filters[question]) refuse(`${question} is a filter and a question: give one of them another name.`)
  }
  for (const [field, { columns }] of Object.entries(fields)) {
    const missing = columns.find((column) => !model.columns[column])
    if (missing !== undefined)
      refuse(
        `the field ${field} reads the column ${missing}, which ${model.name} does not have. Name the column as the model does.`,
      )
  }
  for (const [column, { of }] of Object.entries(definition.writing.follow)) {
    const missing = [column, of].find((each) => !model.columns[each])
    if (missing !== undefined)
      refuse(
        `\`follow\` names the column ${missing}, which ${model.name} does not have. Name the column as the model does.`,
      )
  }
  for (const [field, { computed, rule }] of Object.entries(fields)) {
    const hidden = computed?.sql.columns.find((column) => isHidden(definition, column))
    if (hidden !== undefined && !rule)
      refuse(
        `${field} is computed from ${hidden}, which not everyone who reads the row may see. Give ${field} a \`rule\`.`,
      )
  }
  const creating: [string, Rule | undefined][] = [
    ['the rule of create', definition.rules.create],
    ...definition.creates.map((field): [string, Rule | undefined] => [
      `the rule of its field ${field}`,
      fields[field]?.rule,
    ]),
  ]
  for (const [what, rule] of creating) {
    const column = rule && unforeseenIn(rule, model)
    if (column !== undefined)
      refuse(
        `${what} asks for ${column}, whose default only the database knows, and a new row is checked before it is there. Give ${column} a constant default in ${model.name}, or none and set it in \`derive\`, or ask for another column.`,
      )
  }
  for (const problem of nullMismatches(definition)) refuse(problem)
  for (const key of keys) {
    if (!isUniqueAlone(definition, key))
      refuse(`${key} cannot be a key: expected a column that is unique in ${model.name}.`)
    // An actor who may not see a value must not be able to find it out by requesting the row that has it.
    if (fields[key]?.rule) refuse(`${key} cannot be a key: not everyone who reads the row may see it.`)
  }
  for (const { constraint, columns } of takenUnseen(definition)) {
    if (!definition.writing.conflicts?.[constraint])
      refuse(
        `${columns} of ${model.name} is unique, whoever writes it learns that a value is taken, and the row that has it, or the value there, may be hidden from them. Make unique what belongs to one owner, let the server make the value in \`derive\`, or name ${constraint} in \`conflicts\` to accept it.`,
      )
  }
  for (const column of search) {
    if (model.columns[column]?.type !== 'String' || model.columns[column].isList)
      refuse(`${column} cannot be searched: expected a text column of ${model.name}.`)
    // A search match would reveal a value to actors who may not see it.
    if (fields[column]?.rule) refuse(`${column} cannot be searched: not everyone who reads the row may see it.`)
  }
  if (defaultSort.length > maxSorts) refuse(`its defaultSort has more than ${maxSorts} fields.`)
  for (const sort of new Set([...sorts, ...defaultSort.map((key) => key.replace(/^-/, ''))])) {
    const field = fields[sort]
    const column = model.columns[field?.columns[0] ?? '']
    if (field?.unindexed !== undefined) refuse(`${sort} cannot be sorted by: ${field.unindexed}.`)
    if (!field?.computed && (!column || field?.target || !isSortable(column)))
      refuse(`${sort} has no order: expected a field that is a column, of text, numbers, times or choices.`)
    // An actor who may not see a value must not be able to find it out by sorting.
    if (field?.rule) refuse(`${sort} cannot be sorted by: not everyone who reads the row may see it.`)
  }
}

/** Whether a field shows this column only to some readers. */
const isHidden = ({ fields }: Definition, column: string) =>
  Object.values(fields).some(
    ({ columns, rule, isSecret }) => (rule !== undefined || isSecret) && columns.includes(column),
  )

/** Unique constraints whose violation reveals rows, or values in them, that the actor of a write may not see. */
function takenUnseen(definition: Definition) {
  const { fields, creates, updates, rules, isSoft } = definition
  return uniquesOf(definition).flatMap(({ columns, constraint, isLive }) => {
    const isOpen = rules.read === everyone && (isLive || !isSoft)
    const unseen = [...creates, ...updates].filter((name) => !isOpen || fields[name]?.rule)
    const written = new Set(unseen.flatMap((name) => fields[name]?.columns ?? []))
    return columns.some((column) => written.has(column)) ? [{ constraint, columns: columns.join(' and ') }] : []
  })
}
