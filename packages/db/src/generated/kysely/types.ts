import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

import type { ImportState, ImportedRowKind, SessionKind } from "./enums.ts";

export type Article = {
    id: string;
    slug: string;
    /**
     * @sql COLLATE "und-x-icu"
     */
    title: string;
    description: string;
    body: string;
    authorId: string;
    publishedAt: Timestamp | null;
    /**
     * Kept by a trigger on favorites, so that it is right whichever way one comes or goes.
     */
    favoriteCount: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type ArticleTag = {
    articleId: string;
    position: number;
    tagId: string;
};
export type Comment = {
    id: string;
    /**
     * For people and addresses, which a uuid is too long for.
     */
    number: Generated<number>;
    articleId: string;
    authorId: string;
    body: string;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type Event = {
    id: string;
    type: string;
    subject: string;
    actorType: string;
    /**
     * The user who acted, also by a key; null for anonymous and system.
     */
    actorId: string | null;
    /**
     * The key by which they acted.
     */
    keyId: string | null;
    /**
     * Who really acted, as `actorId`.
     */
    impersonatorId: string | null;
    requestId: string;
    /**
     * Whose event it is, where rows belong to organizations.
     */
    organizationId: string | null;
    /**
     * Drawn while the changed row is locked: the events of one row are in the order in which they happened.
     */
    position: Generated<string>;
    before: unknown | null;
    after: unknown | null;
    createdAt: Generated<Timestamp>;
};
export type Favorite = {
    id: string;
    articleId: string;
    userId: string;
    createdAt: Generated<Timestamp>;
};
export type Follow = {
    id: string;
    followedId: string;
    followerId: string;
    createdAt: Generated<Timestamp>;
};
export type IdempotencyKey = {
    /**
     * HMAC-SHA-256 of who called, which procedure, and the key, with the server's key.
     */
    hash: string;
    /**
     * HMAC-SHA-256 of the input without its secrets: another input under the same key is a mistake of the caller.
     */
    inputHash: string;
    /**
     * The answer in the format of the wire. Null where it is a secret, and while the first call is under way, which nobody else can see.
     */
    answer: unknown | null;
    createdAt: Generated<Timestamp>;
};
export type Import = {
    id: string;
    /**
     * Null for what Plinth imports itself.
     */
    userId: string | null;
    /**
     * The noun whose rows it brings: `places`.
     */
    resource: string;
    /**
     * The name of the file.
     */
    name: string;
    format: string;
    state: Generated<ImportState>;
    bytes: Generated<number>;
    /**
     * Bytes that the file takes of its owner's quota: what is stored of it, and while it is uploaded some ahead of that. None without an owner.
     */
    heldBytes: Generated<number>;
    /**
     * The names of the file's columns, and the first rows as text.
     */
    columns: Generated<unknown>;
    samples: Generated<unknown>;
    /**
     * For each column the field that it goes into, or null.
     */
    mapping: Generated<unknown>;
    /**
     * The unique field by which rows that are there already are found.
     */
    matchBy: string | null;
    /**
     * What is done with them: `update` or `skip`.
     */
    matched: Generated<string>;
    /**
     * How far it is: rows of the file that are dealt with, and the bytes that they were read from. Written with the rows themselves.
     */
    position: Generated<number>;
    bytesDone: Generated<number>;
    created: Generated<number>;
    updated: Generated<number>;
    unchanged: Generated<number>;
    failed: Generated<number>;
    /**
     * Of an undo: rows that are as they were before, and rows that could not be.
     */
    undone: Generated<number>;
    left: Generated<number>;
    /**
     * Why it stopped.
     */
    problem: unknown | null;
    /**
     * Whose turn it is: only the process that holds the lease works on it, and each batch renews it.
     */
    lease: string | null;
    leaseUntil: Timestamp | null;
    startedAt: Timestamp | null;
    finishedAt: Timestamp | null;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type ImportChunk = {
    importId: string;
    nth: number;
    content: Buffer;
};
export type ImportError = {
    importId: string;
    row: number;
    code: string;
    message: string;
    field: string | null;
    cells: unknown;
};
export type ImportKey = {
    importId: string;
    /**
     * A hash of the columns and their values.
     */
    key: string;
    /**
     * Whose it is: the id of a row that is there, or of one that the check would create.
     */
    owner: string;
    /**
     * A hash of what the file gives for the row.
     */
    given: string;
};
export type ImportRow = {
    importId: string;
    row: number;
    kind: ImportedRowKind;
    subject: string;
    /**
     * The version that the import left.
     */
    version: number;
    /**
     * Null until an undo came to it; then whether it was taken back.
     */
    isUndone: boolean | null;
    /**
     * Why it was not.
     */
    reason: string | null;
};
export type ImportUsage = {
    userId: string;
    bytes: string;
};
export type OneTimeToken = {
    tokenHash: string;
    purpose: string;
    identifier: string;
    createdAt: Generated<Timestamp>;
    expiresAt: Timestamp;
};
export type Password = {
    userId: string;
    hash: string;
    updatedAt: Generated<Timestamp>;
};
export type Place = {
    id: string;
    /**
     * What tells one place from another, since the data has no number of its own: country, position and name.
     */
    code: string;
    /**
     * @sql COLLATE "und-x-icu"
     */
    name: string;
    /**
     * ISO 3166-1, two letters.
     */
    country: string;
    /**
     * First and second order division within the country, as GeoNames numbers them.
     */
    region: Generated<string>;
    district: Generated<string>;
    latitude: number;
    longitude: number;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type SavedView = {
    id: string;
    userId: string;
    /**
     * The name of the resource: `articles`.
     */
    resource: string;
    /**
     * @sql COLLATE "und-x-icu"
     */
    name: string;
    /**
     * The query of the address, without `?`.
     */
    query: string;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type Session = {
    id: string;
    userId: string;
    kind: Generated<SessionKind>;
    tokenHash: string;
    name: string | null;
    userAgent: string | null;
    address: string | null;
    createdAt: Generated<Timestamp>;
    lastUsedAt: Generated<Timestamp>;
    /**
     * When the password was entered in it. Never set for a token that was made for a program.
     */
    provenAt: Timestamp | null;
    expiresAt: Timestamp;
};
export type SigningKey = {
    purpose: string;
    key: string;
    createdAt: Generated<Timestamp>;
};
export type SignInLimit = {
    key: string;
    failures: number;
    blockedUntil: Timestamp;
};
export type Tag = {
    id: string;
    name: string;
    createdAt: Generated<Timestamp>;
};
export type User = {
    id: string;
    email: string;
    emailVerified: Timestamp | null;
    name: string;
    username: string;
    bio: Generated<string>;
    picture: string | null;
    isOperator: Generated<boolean>;
    /**
     * Kept by a trigger on follows, so that it is right whichever way one comes or goes.
     */
    followerCount: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type DB = {
    article_tags: ArticleTag;
    articles: Article;
    comments: Comment;
    events: Event;
    favorites: Favorite;
    follows: Follow;
    idempotency_keys: IdempotencyKey;
    import_chunks: ImportChunk;
    import_errors: ImportError;
    import_keys: ImportKey;
    import_rows: ImportRow;
    import_usage: ImportUsage;
    imports: Import;
    one_time_tokens: OneTimeToken;
    passwords: Password;
    places: Place;
    saved_views: SavedView;
    sessions: Session;
    sign_in_limits: SignInLimit;
    signing_keys: SigningKey;
    tags: Tag;
    users: User;
};
