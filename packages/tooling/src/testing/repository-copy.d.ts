/** A copy of the repository in which a fault can be planted. */
export interface RepositoryCopy extends AsyncDisposable {
    readonly root: string;
    write(path: string, content: string): Promise<void>;
    /** Replaces text that has to be there. */
    edit(path: string, before: string, after: string): Promise<void>;
    remove(path: string): Promise<void>;
    /** Commits all of it as it stands; a copy begins without a history. */
    commit(): Promise<void>;
}
/** Copies what belongs to the repository; the packages of others are linked, and ours are those of the copy. */
export declare function copyRepository(root?: string): Promise<RepositoryCopy>;
//# sourceMappingURL=repository-copy.d.ts.map