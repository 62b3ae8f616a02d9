/** The folder of the repository. */
export declare const root: string;
//# sourceMappingURL=root.d.ts.map