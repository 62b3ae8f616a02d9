import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

import type { SessionKind } from "./enums.ts";

export type Article = {
    id: string;
    slug: string;
    title: string;
    description: string;
    body: string;
    authorId: string;
    publishedAt: Timestamp | null;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type ArticleTag = {
    articleId: string;
    position: number;
    tagId: string;
};
export type Event = {
    id: string;
    type: string;
    subject: string;
    actorType: string;
    actorId: string | null;
    requestId: string;
    before: unknown | null;
    after: unknown | null;
    createdAt: Generated<Timestamp>;
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
    expiresAt: Timestamp;
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
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    version: Generated<number>;
};
export type DB = {
    article_tags: ArticleTag;
    articles: Article;
    events: Event;
    one_time_tokens: OneTimeToken;
    passwords: Password;
    sessions: Session;
    sign_in_limits: SignInLimit;
    tags: Tag;
    users: User;
};
