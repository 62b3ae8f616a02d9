/** The URLs of one database, one for each role. */
export interface DatabaseUrls {
  /** For the running program. */
  url: string
  /** For migrations. */
  ownerUrl: string
  /** For extensions and new databases; only with the embedded Postgres. */
  superuserUrl: string | undefined
}

/** The URLs of the embedded Postgres. */
export interface EmbeddedUrls extends DatabaseUrls {
  superuserUrl: string
}

/** The settings of an external Postgres. */
export interface OwnUrls {
  /** DATABASE_URL. */
  url: string
  /** DATABASE_DIRECT_URL: bypasses a pooler. */
  directUrl?: string | undefined
  /** DATABASE_MIGRATION_URL. */
  migrationUrl?: string | undefined
}

/** The URLs of an external Postgres. */
export function ownUrls({ url, directUrl, migrationUrl }: OwnUrls): DatabaseUrls {
  return { url, ownerUrl: migrationUrl ?? directUrl ?? url, superuserUrl: undefined }
}
