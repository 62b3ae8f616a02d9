/** The parameter that a column is set from. */
export const setParam = (column: string) => `set.${column}`

/** A parameter that says that a field of other tables is given. */
export const givenMark = (name: string) => `given ${name}`
