/** The environment that a program inherits from a test; the test sets everything else. */
export const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
