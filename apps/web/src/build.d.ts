/**
 * Builds the web app when its sources have changed since the last build; Turborepo knows by their hashes.
 * @throws Error with what the build printed
 */
export declare function ensureBuilt(log: (line: string) => void): Promise<void>;
//# sourceMappingURL=build.d.ts.map