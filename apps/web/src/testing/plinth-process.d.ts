import { type ChildProcess } from 'node:child_process';
/** The real program as a process group of its own, as a terminal would start it. */
export interface PlinthProcess extends AsyncDisposable {
    readonly child: ChildProcess;
    readonly url: string;
    /** All it has printed so far. */
    output(): string;
    /** Resolves to the exit code, or null when a signal ended it. */
    exited: Promise<number | null>;
    /** Whether a process that it started still runs. */
    hasChildren(): boolean;
    /** Sends a signal to the whole group. */
    kill(signal: NodeJS.Signals): void;
}
/** Starts the program with these settings and nothing else of this process's environment but PATH and HOME. */
export declare function spawnPlinth(settings: Record<string, string>, args?: readonly string[], root?: string): PlinthProcess;
/** Waits until the program is ready. @throws Error with its output when it ends before, or after 60 s */
export declare const untilReady: (plinth: PlinthProcess) => Promise<void>;
/** Waits until it has printed this, as it does when all of it has started. @throws Error with its output, as `untilReady` */
export declare function untilPrinted(plinth: PlinthProcess, what: RegExp): Promise<string>;
/** A port that is free now. */
export declare function freePort(): Promise<string>;
//# sourceMappingURL=plinth-process.d.ts.map