import { type Program } from './program.ts';
/** Walks the README's way to a new noun in a copy of the repository, and starts the program of the copy. */
export declare function startNounProgram(): Promise<Program>;
//# sourceMappingURL=noun-program.d.ts.map