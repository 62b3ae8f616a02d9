export declare const env: {
    CHROMIUM_PATH?: string | undefined;
    PLINTH_E2E_URL?: string | undefined;
    CONDUIT_E2E_URL?: string | undefined;
    PLINTH_E2E_OPERATOR?: string | undefined;
};
/** Hands what the global setup has started to the workers, which inherit this process's environment. */
export declare function tellWorkers(told: Record<keyof typeof env, string>): void;
//# sourceMappingURL=env.d.ts.map