import { brokenConstraint } from '@plinth/db/errors'

/**
 * Does a write once more when the first try broke this unique constraint: the server then makes another value. `attempt` counts from 0. Within a
 * transaction each try has to stand behind a savepoint.
 */
export async function retried<T>(constraint: string | undefined, write: (attempt: number) => Promise<T>): Promise<T> {
  try {
    return await write(0)
  } catch (error) {
    if (constraint === undefined || brokenConstraint(error) !== constraint) throw error
    return write(1)
  }
}
