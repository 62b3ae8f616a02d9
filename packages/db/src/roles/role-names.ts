/** The roles of the embedded Postgres; the README proposes the same names for an external Postgres. */
export const roleNames = {
  /** Initialises, creates extensions, starts and stops. */
  superuser: 'postgres',
  /** Owns the database and its tables, and runs the migrations. */
  owner: 'plinth_owner',
  /** The running program: it can only change rows. */
  program: 'plinth_app',
} as const

export type RoleName = keyof typeof roleNames
