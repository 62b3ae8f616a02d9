/** Paths of the files that belong to the repository, from its root, sorted. Works without git. */
export declare function listFiles(root: string, folder?: string): Promise<string[]>;
//# sourceMappingURL=files.d.ts.map