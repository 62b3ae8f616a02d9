export const ImportState = {
    uploading: "uploading",
    ready: "ready",
    checking: "checking",
    checked: "checked",
    running: "running",
    done: "done",
    failed: "failed",
    cancelled: "cancelled",
    undoing: "undoing",
    undone: "undone"
} as const;
export type ImportState = (typeof ImportState)[keyof typeof ImportState];
export const ImportedRowKind = {
    created: "created",
    updated: "updated"
} as const;
export type ImportedRowKind = (typeof ImportedRowKind)[keyof typeof ImportedRowKind];
export const SessionKind = {
    browser: "browser",
    token: "token"
} as const;
export type SessionKind = (typeof SessionKind)[keyof typeof SessionKind];
