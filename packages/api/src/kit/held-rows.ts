import type { Executor } from '@plinth/db/statement'
import type { NewEvent } from '@plinth/platform/events/append'
import type { Definition } from './resource/definition.ts'
import { type RowState, readState } from './resource/row-states.ts'

type Told = Pick<NewEvent, 'type' | 'subject' | 'before' | 'after'>

/**
 * The rows that one write holds. The events of the write record every change of these rows, whatever the write itself reports: history and revert need
 * each change with its version.
 */
export class HeldRows {
  readonly #held = new Map<string, { definition: Definition; before: RowState | undefined }>()
  readonly #db: Executor
  readonly #definitions: Readonly<Record<string, object>>

  constructor(db: Executor, definitions: Readonly<Record<string, object>>) {
    this.#db = db
    this.#definitions = definitions
  }

  /** Locks a row until the transaction ends, and keeps its state. */
  async hold(definition: Definition, id: string): Promise<void> {
    if (this.#held.has(id)) return
    const found = await readState(this.#db, definition, { id, isLocking: true })
    this.#held.set(id, { definition, before: found?.state })
  }

  /**
   * An event with the changes of its row.
   * @throws Error when the write has changed a row of a resource without holding it
   */
  async complete<Event extends Told>(event: Event): Promise<Event> {
    const held = this.#held.get(event.subject)
    const definition = held?.definition ?? this.#definitionOf(event)
    if (!definition) return event
    const now = await readState(this.#db, definition, { id: event.subject })
    if (!held && !now?.isOurs) return event
    if (!held && now && now.state.version > 1) {
      throw new Error(
        `${event.type} has changed a row of ${definition.name} that it did not hold: call hold() before it is changed, or declare the verb by action().`,
      )
    }
    // A later event of the row records the changes since this one.
    this.#held.set(event.subject, { definition, before: now?.state })
    return { ...event, ...merged(event, differences(held?.before, now?.state)) }
  }

  /** An event is named after its noun. */
  #definitionOf({ type }: Told): Definition | undefined {
    return this.#definitions[type.split('.')[0] ?? ''] as Definition | undefined // as the context says
  }
}

interface Sides {
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** The columns that differ, on both sides; for a new or removed row, all columns. */
function differences(before: RowState | undefined, after: RowState | undefined): Sides {
  if (!before || !after) return { before: before ?? null, after: after ?? null }
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  // A write that only changes other rows leaves this one unchanged.
  if (names.length === 0) return { before: null, after: null }
  const side = (state: RowState) => Object.fromEntries(names.map((name) => [name, state[name]]))
  return { before: side(before), after: side(after) }
}

const merged = (told: Told, known: Sides): Sides => ({
  before: joined(told.before, known.before),
  after: joined(told.after, known.after),
})

const joined = (told: Told['before'], known: Told['before']) => (told || known ? { ...told, ...known } : null)
