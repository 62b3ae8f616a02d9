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

/** What the settings say of a Postgres of one's own. */
export interface OwnUrls {
  /** DATABASE_URL. */
  url: string
  /** DATABASE_DIRECT_URL: past a pooler. */
  directUrl?: string | undefined
  /** DATABASE_MIGRATION_URL. */
  migrationUrl?: string | undefined
}

/** The addresses of a Postgres of one's own. */
export function ownUrls({ url, directUrl, migrationUrl }: OwnUrls): DatabaseUrls {
  return { url, ownerUrl: migrationUrl ?? directUrl ?? url, superuserUrl: undefined }
}
