import type { Field, Resource, Row } from './types.ts'

/** What a row is called on screens. */
export function nameOf({ labels }: Pick<Resource, 'labels'>, row: Row): string {
  const title = row[labels.title]
  return typeof title === 'string' && title.trim() !== '' ? title : `Unnamed ${labels.one}`
}

/** What the row behind a relation is called: by its title where that is read, else by the first text. */
export function labelOfTarget(target: NonNullable<Field['target']>, row: Row): string {
  const names = [target.title, ...target.fields.filter((name) => name !== 'id'), 'id']
  const text = names.map((name) => row[name]).find((value) => typeof value === 'string' && value !== '')
  return typeof text === 'string' ? text : target.resource
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** `1 article`, `1,204 articles`. */
export const counted = (count: number, { one, many }: Resource['labels']) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** The id and version of a row, by which it is changed. */
export const addressOf = ({ id, version }: Row) => ({ id: String(id), version: Number(version) })
