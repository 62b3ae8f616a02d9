/** What a program started by a test inherits; everything else is said by the test. */
export const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
