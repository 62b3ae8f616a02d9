/** The parameter that a column is set from. */
export const setParam = (column: string) => `set.${column}`

/** A parameter that marks a field in other tables as given. */
export const givenMark = (name: string) => `given ${name}`
