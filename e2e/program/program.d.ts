/** Plinth as its own process, on an empty folder of its own. */
export interface Program extends AsyncDisposable {
    readonly url: string;
    readonly dataDir: string;
    /** The link that makes the first account the operator, as it was printed. */
    readonly setUpLink: string;
    /** All it has printed so far. */
    output(): string;
}
/** Starts the real program and waits until it is ready. Disposing it stops it and removes its folder. */
export declare function startProgram(settings?: Record<string, string>): Promise<Program>;
//# sourceMappingURL=program.d.ts.map