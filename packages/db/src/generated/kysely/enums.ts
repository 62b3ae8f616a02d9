export const SessionKind = {
    browser: "browser",
    token: "token"
} as const;
export type SessionKind = (typeof SessionKind)[keyof typeof SessionKind];
