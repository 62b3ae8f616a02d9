// Written by `npm run gen` from the procedures of packages/api: what programs outside of this repository rely on. A change that would break
// one of them is refused, unless `npm run gen -- --accept-contract` accepts it. (A roll-up of the inferred types would show zod's and
// tRPC's machinery instead.)
import type { Mutation, Query } from './types.ts'

export interface Api {
  articles: ArticlesApi
  comments: CommentsApi
  favorites: FavoritesApi
  follows: FollowsApi
  imports: ImportsApi
  places: PlacesApi
  profiles: ProfilesApi
  resources: ResourcesApi
  savedViews: SavedViewsApi
  sessions: SessionsApi
  tags: TagsApi
  users: UsersApi
}

export interface ArticlesApi {
  get: Query<{ id: string } | { slug: string }, Article>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: ArticleFilter | undefined
    sort?: Array<'createdAt' | '-createdAt' | 'title' | '-title'> | undefined
    search?: string | undefined
    highlights?: boolean | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<ArticleListed>>
  create: Mutation<{
    title: string
    description: string
    body: string
    tags: string[]
    publishedAt?: Date | null | undefined
  }, ArticleWritten>
  duplicate: Mutation<{
    title?: string | undefined
    description?: string | undefined
    body?: string | undefined
    tags?: string[] | undefined
    publishedAt?: Date | null | undefined
    id: string
  }, ArticleWritten>
  update: Mutation<{
    title?: string | undefined
    description?: string | undefined
    body?: string | undefined
    tags?: string[] | undefined
    id: string
    version: number
  }, ArticleWritten>
  remove: Mutation<{ id: string; version?: number | undefined }, { id: string }>
  createMany: Mutation<{
    items: Array<{
      title: string
      description: string
      body: string
      tags: string[]
      publishedAt?: Date | null | undefined
    }>
  }, RowBatch<ArticleWritten>>
  updateMany: Mutation<{
    items: Array<{
      title?: string | undefined
      description?: string | undefined
      body?: string | undefined
      tags?: string[] | undefined
      id: string
      version: number
    }>
  }, RowBatch<ArticleWritten>>
  removeMany: Mutation<{ items: Array<{ id: string; version?: number | undefined }> }, RowBatch<{ id: string }>>
  history: Query<{ id: string; cursor?: string | undefined; limit?: number | undefined }, RowHistory>
  revert: Mutation<{ id: string; version: number; eventId: string }, RowReverted<ArticleWritten>>
  publish: Mutation<{ id: string; version: number }, ArticleWritten>
  unpublish: Mutation<{ id: string; version: number }, ArticleWritten>
  favorite: Mutation<{ id: string }, LinkChange>
  unfavorite: Mutation<{ id: string }, LinkChange>
}

export interface CommentsApi {
  get: Query<{ id: string } | { number: number }, Comment>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: CommentFilter | undefined
    sort?: Array<'createdAt' | '-createdAt'> | undefined
    search?: string | undefined
    highlights?: boolean | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<Comment>>
  create: Mutation<{ article: string; body: string }, CommentWritten>
  duplicate: Mutation<{ article?: string | undefined; body?: string | undefined; id: string }, CommentWritten>
  update: Mutation<{ body?: string | undefined; id: string; version: number }, CommentWritten>
  remove: Mutation<{ id: string; version?: number | undefined }, { id: string }>
  createMany: Mutation<{ items: Array<{ article: string; body: string }> }, RowBatch<CommentWritten>>
  updateMany: Mutation<{ items: Array<{ body?: string | undefined; id: string; version: number }> }, RowBatch<CommentWritten>>
  removeMany: Mutation<{ items: Array<{ id: string; version?: number | undefined }> }, RowBatch<{ id: string }>>
  history: Query<{ id: string; cursor?: string | undefined; limit?: number | undefined }, RowHistory>
  revert: Mutation<{ id: string; version: number; eventId: string }, RowReverted<CommentWritten>>
}

export interface FavoritesApi {
  get: Query<{ id: string }, Favorite>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: FavoriteFilter | undefined
    sort?: Array<'createdAt' | '-createdAt'> | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<Favorite>>
}

export interface FollowsApi {
  get: Query<{ id: string }, Follow>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: FollowFilter | undefined
    sort?: Array<'createdAt' | '-createdAt'> | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<Follow>>
}

export interface ImportsApi {
  get: Query<{ id: string }, Import>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: ImportFilter | undefined
    sort?: Array<'createdAt' | '-createdAt'> | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<Import>>
  remove: Mutation<{ id: string; version?: number | undefined }, { id: string }>
  /** What the columns of a file may go into, and by which fields rows may be found. */
  targets: Query<{ resource: string }, {
    one: string
    many: string
    mayImport: boolean
    targets: Array<{ name: string; label: string; isRequired: boolean }>
    matchBy: string[]
  }>
  /** Begins an import that was uploaded, or a check of it. */
  run: Mutation<{
    id: string
    mapping: Array<string | null>
    matchBy?: string | null | undefined
    matched?: 'update' | 'skip' | undefined
    isDryRun?: boolean | undefined
  }, ImportsOutput>
  /** Goes on with what was interrupted: by a crash, or by a failure. */
  resume: Mutation<{ id: string }, ImportsOutput>
  /** Calls off an import; rows that it has brought stay, and can be undone. */
  cancel: Mutation<{ id: string }, ImportsOutput>
  /** Takes back what an import has written, as far as it is unchanged since. */
  undo: Mutation<{ id: string }, ImportsOutput>
  /** The rows that failed, in the order of the file. All of them as a file: `GET /api/v1/imports/{id}/errors.csv`. */
  errors: Query<{ id: string; after?: number | undefined; limit?: number | undefined }, {
    items: Array<{ row: number; code: string; message: string; field: string | null; cells: unknown[] }>
  }>
  /** What an undo could not take back, and why. */
  left: Query<{ id: string; after?: number | undefined; limit?: number | undefined }, { items: Array<{ row: number; subject: string; reason: string }> }>
}

export interface PlacesApi {
  get: Query<{ id: string } | { code: string }, Place>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: PlaceFilter | undefined
    sort?: Array<'name' | '-name' | 'country' | '-country' | 'latitude' | '-latitude' | 'longitude' | '-longitude' | 'createdAt' | '-createdAt'> | undefined
    search?: string | undefined
    highlights?: boolean | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<PlaceListed>>
  create: Mutation<{
    name: string
    country: string
    region?: string | undefined
    district?: string | undefined
    latitude: number
    longitude: number
  }, Place>
  duplicate: Mutation<{
    name?: string | undefined
    country?: string | undefined
    region?: string | undefined
    district?: string | undefined
    latitude?: number | undefined
    longitude?: number | undefined
    id: string
  }, Place>
  update: Mutation<{
    name?: string | undefined
    region?: string | undefined
    district?: string | undefined
    id: string
    version: number
  }, Place>
  remove: Mutation<{ id: string; version?: number | undefined }, { id: string }>
  createMany: Mutation<{
    items: Array<{
      name: string
      country: string
      region?: string | undefined
      district?: string | undefined
      latitude: number
      longitude: number
    }>
  }, RowBatch<Place>>
  updateMany: Mutation<{
    items: Array<{
      name?: string | undefined
      region?: string | undefined
      district?: string | undefined
      id: string
      version: number
    }>
  }, RowBatch<Place>>
  removeMany: Mutation<{ items: Array<{ id: string; version?: number | undefined }> }, RowBatch<{ id: string }>>
  history: Query<{ id: string; cursor?: string | undefined; limit?: number | undefined }, RowHistory>
  revert: Mutation<{ id: string; version: number; eventId: string }, RowReverted<Place>>
}

export interface ProfilesApi {
  get: Query<{ id: string } | { username: string }, Profile>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: ProfileFilter | undefined
    sort?: Array<'username' | '-username' | 'createdAt' | '-createdAt'> | undefined
    search?: string | undefined
    highlights?: boolean | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<ProfileListed>>
  follow: Mutation<{ id: string }, LinkChange>
  unfollow: Mutation<{ id: string }, LinkChange>
}

export interface ResourcesApi {
  /** The nouns whose rows the actor may list, by name. */
  list: Query<undefined, ResourcesOutput[]>
  /** One of them. */
  get: Query<{ name: string }, ResourcesOutput>
  /** Relations of rows that read null because the row that they lead to is in the trash; of those rows that the actor may see there. */
  trashed: Query<{ name: string; ids: string[] }, Array<{ id: string; field: string; target: { id: string; title: string | null } }>>
}

export interface SavedViewsApi {
  get: Query<{ id: string }, SavedView>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: SavedViewFilter | undefined
    sort?: Array<'name' | '-name'> | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<SavedView>>
  create: Mutation<{ resource: string; name: string; query: string }, SavedView>
  update: Mutation<{ name?: string | undefined; query?: string | undefined; id: string; version: number }, SavedView>
  remove: Mutation<{ id: string; version?: number | undefined }, { id: string }>
}

export interface SessionsApi {
  /** E-mail address and password; sets the session cookie, or answers with a bearer token where one is asked for. */
  signIn: Mutation<{
    email: string
    password: string
    bearer?: { name: string; expiresInDays: number } | undefined
  }, SessionsOutput>
  /** Ends the current session and clears the cookie. */
  signOut: Mutation<undefined, Record<string, never>>
  /** Where one is signed in, the last used first. */
  list: Query<undefined, Array<{
    id: string
    kind: 'browser' | 'token'
    name: string | null
    userAgent: string | null
    address: string | null
    createdAt: Date
    lastUsedAt: Date
    expiresAt: Date
    isCurrent: boolean
  }>>
  revoke: Mutation<{ id: string }, { id: string }>
  /** Ends every session but the current one, bearer tokens included. */
  revokeAll: Mutation<undefined, { revoked: number }>
  /** A bearer token for a program, shown this once: `Authorization: Bearer …`. It is never proof of a person. */
  createToken: Mutation<{ name: string; expiresInDays: number; currentPassword?: string | undefined }, { id: string; token: string; expiresAt: Date }>
}

export interface TagsApi {
  /** Tags of published articles, the most used first. */
  list: Query<{ text?: string | undefined; limit?: number | undefined }, Array<{ name: string; articles: number }>>
}

export interface UsersApi {
  /** Who is signed in, or null. */
  me: Query<undefined, UsersOutput | null>
  get: Query<{ id: string } | { username: string }, User>
  list: Query<{
    cursor?: string | undefined
    limit?: number | undefined
    offset?: number | undefined
    filter?: UserFilter | undefined
    sort?: Array<'username' | '-username' | 'createdAt' | '-createdAt'> | undefined
    search?: string | undefined
    highlights?: boolean | undefined
    total?: 'none' | 'exact' | 'estimated' | undefined
  } | undefined, RowPage<UserListed>>
  signUp: Mutation<{
    name: string
    email: string
    password: string
    username?: string | undefined
    bearer?: { name: string; expiresInDays: number } | undefined
  }, SessionsOutput>
  /** Whether a set-up link still works. */
  setUpState: Query<{ token: string }, { isValid: boolean }>
  /** The first account, by the link that the server printed: it becomes the operator. */
  setUp: Mutation<{ token: string; name: string; email: string; password: string }, UsersOutput>
  update: Mutation<{
    version: number
    name?: string | undefined
    username?: string | undefined
    bio?: string | undefined
    picture?: string | null | undefined
    email?: string | undefined
    newPassword?: string | undefined
    currentPassword?: string | undefined
  }, UsersOutput>
  /** Ends all other sessions, bearer tokens included: whoever had the old password is out. */
  changePassword: Mutation<{ currentPassword?: string | undefined; newPassword: string }, { endedSessions: number }>
  remove: Mutation<{ id: string; currentPassword?: string | undefined }, { id: string }>
}

export type Article = {
  id: string
  slug: string
  title: string
  description: string
  body: string
  tags: string[]
  author: {
    id: string
    username: string
    name: string
    picture: string | null
    bio: string
    isFollowed: boolean
  }
  favoriteCount: number
  isFavorite: boolean
  publishedAt: Date | null
  createdAt: Date
  updatedAt: Date
  version: number
}

export type ArticleListed = {
  id: string
  slug: string
  title: string
  description: string
  tags: string[]
  author: {
    id: string
    username: string
    name: string
    picture: string | null
    bio: string
    isFollowed: boolean
  }
  favoriteCount: number
  isFavorite: boolean
  publishedAt: Date | null
  createdAt: Date
  updatedAt: Date
  version: number
}

export type ArticleWritten = { id: string; slug: string; version: number }

export type Comment = {
  id: string
  number: number
  body: string
  article: { id: string; slug: string; title: string } | null
  author: {
    id: string
    username: string
    name: string
    picture: string | null
    bio: string
    isFollowed: boolean
  }
  createdAt: Date
  updatedAt: Date
  isEdited: boolean
  version: number
}

export type CommentWritten = { id: string; number: number; version: number }

export type Favorite = {
  id: string
  article: { id: string; slug: string; title: string } | null
  user: { id: string; username: string; name: string; picture: string | null }
  createdAt: Date
}

export type Follow = {
  id: string
  follower: { id: string; username: string; name: string; picture: string | null }
  followed: { id: string; username: string; name: string; picture: string | null }
  createdAt: Date
}

export type Import = {
  id: string
  resource: string
  name: string
  format: string
  state: 'uploading' | 'ready' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'
  bytes: number
  columns: string[]
  samples: Array<string[]>
  mapping: Array<string | null>
  matchBy: string | null
  matched: string
  position: number
  bytesDone: number
  created: number
  updated: number
  unchanged: number
  failed: number
  undone: number
  left: number
  problem: { code: string; message: string; during?: string | undefined } | null
  leaseUntil: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  createdAt: Date
  version: number
}

export type Place = {
  id: string
  code: string
  name: string
  country: string
  region: string
  district: string
  latitude: number
  longitude: number
  createdAt: Date
  updatedAt: Date
  version: number
}

export type PlaceListed = {
  id: string
  code: string
  name: string
  country: string
  region: string
  district: string
  latitude: number
  longitude: number
  version: number
}

export type Profile = {
  id: string
  username: string
  name: string
  picture: string | null
  bio: string
  followerCount: number
  isFollowed: boolean
  articleCount: number
  createdAt: Date
}

export type ProfileListed = {
  id: string
  username: string
  name: string
  picture: string | null
  followerCount: number
  isFollowed: boolean
  createdAt: Date
}

export type SavedView = {
  id: string
  resource: string
  name: string
  query: string
  createdAt: Date
  updatedAt: Date
  version: number
}

export type User = {
  id: string
  username: string
  name: string
  picture: string | null
  bio: string
  createdAt: Date
}

export type UserListed = { id: string; username: string; name: string; picture: string | null; createdAt: Date }

export type LinkChange = { id: string; isChanged: boolean }

export type ImportsOutput = { id: string; state: string; version: number }

export type ResourcesOutput = {
  name: string
  labels: { one: string; many: string; title: string }
  fields: Array<{
    name: string
    kind: string
    label: string
    hint: string | null
    item: string | null
    isNullable: boolean
    isRestricted: boolean
    isOptional: boolean
    takesNull: boolean
    preset: unknown
    columns: string[]
    schema: Record<string, unknown> | null
    choices: string[] | null
    target: {
      resource: string
      fields: string[]
      title: string
      canSearch: boolean
      isSoft: boolean
    } | null
  }>
  keys: string[]
  creates: string[]
  updates: string[]
  restores: string[]
  lists: string[]
  columns: string[]
  filters: Array<{
    name: string
    label: string
    kind: string
    item: string | null
    isNullable: boolean
    comparators: string[]
    choices: string[] | null
  }>
  sorts: string[]
  defaultSort: string[]
  search: string[]
  isSoft: boolean
  isVersioned: boolean
  verbs: Record<string, 'yes' | 'maybe'>
  transitions: Array<{
    name: string
    label: string
    about: string | null
    hasVersion: boolean
    fields: Array<{
      name: string
      kind: string
      label: string
      hint: string | null
      item: string | null
      isNullable: boolean
      isRestricted: boolean
      isOptional: boolean
      takesNull: boolean
      preset: unknown
      columns: string[]
      schema: Record<string, unknown> | null
      choices: string[] | null
      target: {
        resource: string
        fields: string[]
        title: string
        canSearch: boolean
        isSoft: boolean
      } | null
    }>
    may: 'yes' | 'maybe'
  }>
  related: Array<{ resource: string; label: string; filter: string; key: string }>
}

export type SessionsOutput = {
  id: string
  username: string
  name: string
  picture: string | null
  bio: string
  createdAt: Date
  email: string
  isOperator: boolean
  version: number
  bearer?: { token: string; expiresAt: Date } | undefined
}

export type UsersOutput = {
  id: string
  username: string
  name: string
  picture: string | null
  bio: string
  createdAt: Date
  email: string
  isOperator: boolean
  version: number
}

export type ArticleFilter = {
  title?: TextCondition | undefined
  publishedAt?: OrderCondition<Date, null> | undefined
  createdAt?: OrderCondition<Date> | undefined
  'author.username'?: TextCondition | undefined
  tags?: { has?: string | undefined; hasEvery?: string[] | undefined } | undefined
  favoritedBy?: string | undefined
  isFollowed?: true | undefined
}

export type CommentFilter = {
  'article.slug'?: OrderCondition<string> | undefined
  'author.username'?: TextCondition | undefined
  createdAt?: OrderCondition<Date> | undefined
}

export type FavoriteFilter = {
  'user.username'?: TextCondition | undefined
  'article.slug'?: OrderCondition<string> | undefined
}

export type FollowFilter = {
  'follower.username'?: TextCondition | undefined
  'followed.username'?: TextCondition | undefined
}

export type ImportFilter = {
  resource?: TextCondition | undefined
  state?: EqualityCondition<'uploading' | 'ready' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'> | undefined
}

export type PlaceFilter = {
  name?: TextCondition | undefined
  country?: OrderCondition<string> | undefined
  region?: OrderCondition<string> | undefined
  latitude?: OrderCondition<number> | undefined
  longitude?: OrderCondition<number> | undefined
}

export type ProfileFilter = { username?: TextCondition | undefined; name?: TextCondition | undefined }

export type SavedViewFilter = { resource?: TextCondition | undefined }

export type UserFilter = { username?: TextCondition | undefined; name?: TextCondition | undefined }

/** What a list compares a field with. */
export interface EqualityCondition<V, Null = never> {
  equals?: V | Null | undefined
  not?: V | Null | undefined
  in?: V[] | undefined
}

/** … that has an order. */
export interface OrderCondition<V, Null = never> extends EqualityCondition<V, Null> {
  gt?: V | undefined
  gte?: V | undefined
  lt?: V | undefined
  lte?: V | undefined
}

/** … that is a text. */
export interface TextCondition<Null = never> extends OrderCondition<string, Null> {
  contains?: string | undefined
}

/** Rows of a list, and where it goes on. */
export interface RowPage<Row> {
  items: Row[]
  nextCursor: string | null
  /** null when not asked for. */
  total: number | null
  /** Whether there are exactly so many: an estimate stops counting at ten thousand, a ranked search at its best thousand. */
  isTotalExact: boolean
  /** For each item, the search fields in which words were found, cut up at the words. Only when asked for. */
  highlights?: Record<string, { text: string; isFound: boolean }[]>[]
}

/** A batch is written as a whole, or not at all: then `results` say which rows are in the way. */
export interface RowBatch<Row> {
  isCommitted: boolean
  results: (
    | { isOk: true; row: Row }
    | { isOk: false; error: { code: ErrorCode; message: string; fields?: Record<string, string[]> } }
  )[]
}

/** A row that was given an earlier state, and the fields that differ from that state and keep their present value. */
export type RowReverted<Row> = Row & { notRestored: string[] }

/** Events of a row, the newest first. */
export interface RowHistory {
  items: RowHistoryEntry[]
  nextCursor: string | null
}

export interface RowHistoryEntry {
  id: string
  type: string
  createdAt: Date
  actor: { type: string; id: string | null; keyId: string | null; impersonatorId: string | null }
  requestId: string
  /** Columns as they were and as they became; null where the event tells of no such side. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** Codes of Plinth's errors. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'SIGN_IN_REQUIRED'
  | 'SIGN_IN_FAILED'
  | 'REAUTHENTICATION_REQUIRED'
  | 'FORBIDDEN'
  | 'CROSS_ORIGIN'
  | 'NOT_FOUND'
  | 'USERS_SETUP_LINK_INVALID'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'CONFLICT'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'ALREADY_EXISTS'
  | 'IDEMPOTENCY_KEY_BUSY'
  | 'ALREADY_DONE'
  | 'IN_USE'
  | 'USERS_EMAIL_TAKEN'
  | 'USERS_USERNAME_TAKEN'
  | 'PRECONDITION_FAILED'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'NOT_COMMITTED'
  | 'PRECONDITION_REQUIRED'
  | 'TOO_MANY_ATTEMPTS'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
//# sourceMappingURL=contract.d.ts.map
