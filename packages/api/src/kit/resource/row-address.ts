import { z } from 'zod'

/** An event names the row by a uuid. */
export const rowId = z.uuid()
const version = z.int32().min(1)

/** A row of the version that was read. */
export const rowAddress = z.strictObject({ id: rowId, version })

/** A row to remove: with this version, or with any version if none is given. */
export const removal = z.strictObject({ id: rowId, version: version.optional() })

export type RowAddress = z.output<typeof rowAddress>
export type Removal = z.output<typeof removal>
