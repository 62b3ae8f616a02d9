/** Starts the program that most tests share, with its operator. The returned function stops it, also after failures. */
export default function globalSetup(): Promise<() => Promise<void>>;
//# sourceMappingURL=global-setup.d.ts.map