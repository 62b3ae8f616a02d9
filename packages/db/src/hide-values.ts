import pg from 'pg'

/**
 * Takes the values out of what Postgres says of failed statements, as it arrives: no log, no error and no page that prints one can show
 * what a person typed. What is left is the code, the names (table, column, constraint) and the place in Postgres' own source.
 */
export function hideValues(client: pg.Client): void {
  // Before pg's own listener, which gives the error to whoever waits for the statement.
  client.connection.prependListener('errorMessage', (error: unknown) => {
    if (error instanceof pg.DatabaseError) strip(error)
  })
}

function strip(error: pg.DatabaseError): void {
  const { message, stack = '' } = error
  error.message = textWithoutValues(error.code ?? '', message)
  error.stack = stack.replace(message, () => error.message)
  // Each may show the row, a parameter, or a statement with its literals.
  error.detail = undefined
  error.hint = undefined
  error.where = undefined
  error.internalQuery = undefined
}

/** Classes of SQL states whose messages quote nothing but names: PostgreSQL's manual, appendix A. 42601 quotes what it cannot parse. */
const quotesNames = /^(0[0-9A]|2[3458]|3[BDF]|4[04]|42(?!601)|5[357]|58|F0|XX)/

/** The message without what stands in quotation marks where that may be a value, and without what a function of the database says. */
export function textWithoutValues(code: string, message: string): string {
  if (quotesNames.test(code)) return message
  if (code.startsWith('P0')) return 'A function of the database refused it.'
  return message.replace(/"[\s\S]*/, '"…"')
}
