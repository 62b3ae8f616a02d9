interface BuildOptions {
    /** Both that `npm start` serves, when not given. */
    apps?: readonly string[];
    signal?: AbortSignal;
}
/**
 * Builds the web app, and Conduit's pages, when their sources have changed since the last build; Turborepo knows by their hashes. Once
 * `signal` is given the build is called off, and the promise settles when it has ended: Next refuses to build beside another build.
 * @throws Error with what the build printed
 */
export declare function ensureBuilt(log: (line: string) => void, { apps, signal }?: BuildOptions): Promise<void>;
export {};
//# sourceMappingURL=build.d.ts.map