/** A Postgres beside the program, which can be taken away from it and given back. */
export interface OwnDatabase extends AsyncDisposable {
    readonly url: string;
    stop(): Promise<void>;
    start(): Promise<void>;
}
/** Starts a Postgres for `DATABASE_URL`. Disposing it stops it and removes its files. */
export declare function startOwnDatabase(): Promise<OwnDatabase>;
//# sourceMappingURL=own-database.d.ts.map