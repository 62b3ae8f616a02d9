/** What a program started by a test inherits; everything else is said by the test. */
export declare const inherited: {
    PATH: string;
    HOME: string;
};
//# sourceMappingURL=env.d.ts.map