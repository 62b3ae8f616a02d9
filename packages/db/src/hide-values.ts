import pg from 'pg'

/**
 * Removes the values from Postgres's messages about failed statements when they arrive: no log, error or page that prints one can show
 * user input. The code, the names (table, column, constraint) and the place in Postgres's own source remain.
 */
export function hideValues(client: pg.Client): void {
  // Before pg's own listener, which passes the error to the caller of the statement.
  client.connection.prependListener('errorMessage', (error: unknown) => {
    if (error instanceof pg.DatabaseError) strip(error)
  })
}

function strip(error: pg.DatabaseError): void {
  const { message, stack = '' } = error
  error.message = textWithoutValues(error.code ?? '', message)
  error.stack = stack.replace(message, () => error.message)
  // Each may contain the row, a parameter, or a statement with its literals.
  error.detail = undefined
  error.hint = undefined
  error.where = undefined
  error.internalQuery = undefined
}

/** SQLSTATE classes whose messages quote only names: PostgreSQL's manual, appendix A. 42601 quotes the text that it cannot parse. */
const quotesNames = /^(0[0-9A]|2[3458]|3[BDF]|4[04]|42(?!601)|5[357]|58|F0|XX)/

/** The message without quoted text that may be a value, and without messages of database functions. */
export function textWithoutValues(code: string, message: string): string {
  if (quotesNames.test(code)) return message
  if (code.startsWith('P0')) return 'A function of the database refused it.'
  return message.replace(/"[\s\S]*/, '"…"')
}
