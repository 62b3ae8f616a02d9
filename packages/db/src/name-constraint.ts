import pg from 'pg'

/**
 * Adds the name of a violated constraint to the message of its error. Postgres's own messages contain it; an error that a trigger raises with
 * `constraint = …` has it only in a separate field, which Prisma drops within a transaction.
 */
export function nameConstraint(client: pg.Client): void {
  client.connection.prependListener('errorMessage', (error: unknown) => {
    if (error instanceof pg.DatabaseError && error.constraint && !error.message.includes(error.constraint))
      error.message += ` (constraint "${error.constraint}")`
  })
}
