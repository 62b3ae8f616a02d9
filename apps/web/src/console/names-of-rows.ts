import type { Field, Resource, Row } from './types.ts'

/** The display name of a row. */
export function nameOf({ labels }: Pick<Resource, 'labels'>, row: Row): string {
  const title = row[labels.title]
  return typeof title === 'string' && title.trim() !== '' ? title : `Unnamed ${labels.one}`
}

/** The display name of the row behind a relation: its title if that field is read, otherwise its first text. */
export function labelOfTarget(target: NonNullable<Field['target']>, row: Row): string {
  const names = [target.title, ...target.fields.filter((name) => name !== 'id'), 'id']
  const text = names.map((name) => row[name]).find((value) => typeof value === 'string' && value !== '')
  return typeof text === 'string' ? text : target.resource
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** `1 article`, `1,204 articles`. */
export const counted = (count: number, { one, many }: Resource['labels']) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** The id and version of a row, which a change needs. */
export const addressOf = ({ id, version }: Row) => ({ id: String(id), version: Number(version) })
