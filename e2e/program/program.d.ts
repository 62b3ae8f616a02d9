/** Plinth as its own process, on an empty folder of its own. */
export interface Program extends AsyncDisposable {
    readonly url: string;
    /** Where Conduit is, the product beside it. */
    readonly conduitUrl: string;
    readonly dataDir: string;
    /** The link that makes the first account the operator, as it was printed. */
    readonly setUpLink: string;
    /** All it has printed so far. */
    output(): string;
}
/** Starts the real program and waits until it is ready: that of this repository, or of the copy at `root`. Disposing it stops it and removes its folder. */
export declare function startProgram(settings?: Record<string, string>, root?: string): Promise<Program>;
//# sourceMappingURL=program.d.ts.map