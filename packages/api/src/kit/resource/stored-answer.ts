import type { Definition } from './definition.ts'
import { jsonReader } from './select.ts'

/** The row that a write answered with, as it was stored with the idempotency key. */
export const storedRow = (definition: Definition) => jsonReader(definition, definition.returns)

/** Of a removal, the id is the answer. */
export const storedId = () => (row: unknown) => ({ id: String(Object(row).id) })
