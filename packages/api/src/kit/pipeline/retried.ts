import { brokenConstraint } from '@plinth/db/errors'

/**
 * Repeats a write once when the first try violated this unique constraint: the server then generates another value. `attempt` counts from 0. Within a
 * transaction each try must follow a savepoint.
 */
export async function retried<T>(constraint: string | undefined, write: (attempt: number) => Promise<T>): Promise<T> {
  try {
    return await write(0)
  } catch (error) {
    if (constraint === undefined || brokenConstraint(error) !== constraint) throw error
    return write(1)
  }
}
