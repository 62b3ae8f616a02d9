import pg from 'pg'

/**
 * Adds the name of a broken constraint to the message of its error. Postgres' own messages have it; what a trigger raises with `constraint = …` has it in a
 * field of its own, which Prisma drops within a transaction.
 */
export function nameConstraint(client: pg.Client): void {
  client.connection.prependListener('errorMessage', (error: unknown) => {
    if (error instanceof pg.DatabaseError && error.constraint && !error.message.includes(error.constraint))
      error.message += ` (constraint "${error.constraint}")`
  })
}
