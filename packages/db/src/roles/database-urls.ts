/** The addresses of one database, one for each role. */
export interface DatabaseUrls {
  /** For the running program. */
  url: string
  /** For migrations. */
  ownerUrl: string
  /** For extensions and new databases; of the embedded Postgres alone. */
  superuserUrl: string | undefined
}

/** Those of the embedded Postgres. */
export interface EmbeddedUrls extends DatabaseUrls {
  superuserUrl: string
}

/** Those of a Postgres of one's own: DATABASE_URL, and DATABASE_MIGRATION_URL where it is set. */
export function ownUrls(url: string, migrationUrl: string | undefined): DatabaseUrls {
  return { url, ownerUrl: migrationUrl ?? url, superuserUrl: undefined }
}
