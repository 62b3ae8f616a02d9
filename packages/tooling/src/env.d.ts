export declare const env: {
    CHROMIUM_PATH?: string | undefined;
    PATH: string;
};
/** The environment of a program that is started in `root`: this one's, our programs first in PATH, nothing sent anywhere. */
export declare function environmentOf(root: string, more?: Record<string, string>): NodeJS.ProcessEnv;
//# sourceMappingURL=env.d.ts.map