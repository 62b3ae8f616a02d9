import { type ChildProcess } from 'node:child_process';
/** The real program as a process group of its own, as a terminal would start it. */
export interface PlinthProcess extends AsyncDisposable {
    readonly child: ChildProcess;
    readonly url: string;
    /** All it has printed so far. */
    output(): string;
    /** Resolves to the exit code, or null when a signal ended it. */
    exited: Promise<number | null>;
    /** Sends a signal to the whole group. */
    kill(signal: NodeJS.Signals): void;
}
/** Starts the program with these settings and nothing else of this process's environment but PATH and HOME. */
export declare function spawnPlinth(settings: Record<string, string>, args?: readonly string[]): PlinthProcess;
/** Waits until the program is ready. @throws Error with its output when it ends before, or after 60 s */
export declare function untilReady(plinth: PlinthProcess): Promise<void>;
/** A port that is free now. */
export declare function freePort(): Promise<string>;
//# sourceMappingURL=plinth-process.d.ts.map