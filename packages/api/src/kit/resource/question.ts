import type { Actor } from '@plinth/core/actor'
import type { Where } from '@plinth/core/where'
import type { z } from 'zod'

/** A question that a list may be narrowed by, under a name of its own: what it is asked with, and which rows answer it. */
export interface Question<Input = unknown> {
  readonly input: z.ZodType
  rows(value: never, actor: Actor): boolean | Where
  readonly hint?: string | undefined
  /** Types only. */
  readonly types?: { readonly input: Input }
}

/**
 * Declares a question: `favoritedBy: question(username, (name) => ({ favorites: { some: … } }))`. Its rows are asked with the list's own rule, so it
 * never shows more; but every actor who may list can find out its answer.
 */
export function question<Schema extends z.ZodType, Row extends object>(
  input: Schema,
  rows: (value: z.output<Schema>, actor: Actor) => boolean | Where<Row>,
  hint?: string,
): Question<z.input<Schema>> {
  // Normalised where it is asked, with names as texts; the types of its rows only help its author.
  return { input, rows: rows as Question['rows'], hint }
}
