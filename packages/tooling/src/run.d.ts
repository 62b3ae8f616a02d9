export interface Run {
    readonly root: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Record<string, string>;
    /** Shown as it comes, not only collected. */
    readonly isShown?: boolean;
}
export interface RunResult {
    /** null when a signal ended it or when it could not be started. */
    readonly exitCode: number | null;
    /** What it wrote to both outputs, in order, without colours. */
    readonly output: string;
    readonly durationMs: number;
}
/** Runs a program of node_modules/.bin, or of PATH, to its end. Never rejects: what cannot be started has no exit code. */
export declare function run({ root, command, args, env, isShown }: Run): Promise<RunResult>;
//# sourceMappingURL=run.d.ts.map