import { z } from 'zod';
/** The folder of the repository: relative settings start here. */
export declare const root: string;
/** Every setting: what is expected, what holds when it is not set, and an example. */
export declare const settingsTable: {
    readonly PORT: {
        readonly schema: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
        readonly expected: 'a whole number from 1 to 65535';
        readonly example: '3000';
        readonly about: 'Port of the web server.';
    };
    readonly HOST: {
        readonly schema: z.ZodDefault<z.ZodString>;
        readonly expected: 'an address of this machine';
        readonly example: '127.0.0.1';
        readonly about: 'Network address to listen on.';
    };
    readonly PUBLIC_URL: {
        readonly schema: z.ZodOptional<z.ZodURL>;
        readonly expected: 'the http or https address that people use, without a path';
        readonly example: 'https://app.example.com';
        readonly about: 'Set it behind a proxy: links, cookies (Secure on https) and the check of origins follow it.';
    };
    readonly CORS_ORIGINS: {
        readonly schema: z.ZodOptional<z.ZodPipe<z.ZodPipe<z.ZodString, z.ZodTransform<string[], string>>, z.ZodArray<z.ZodUnion<readonly [z.ZodLiteral<"*">, z.ZodURL]>>>>;
        readonly expected: 'origins with commas between them, or *';
        readonly example: 'https://app.example.com,https://admin.example.com';
        readonly about: 'Other origins whose pages may call the API with a bearer token; the session cookie is for this origin alone.';
    };
    readonly TRUSTED_PROXIES: {
        readonly schema: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
        readonly expected: 'a whole number from 0 to 10';
        readonly example: '1';
        readonly about: 'Proxies in front of the server that set X-Forwarded-For.';
    };
    readonly PROXY_TOKEN: {
        readonly schema: z.ZodOptional<z.ZodString>;
        readonly expected: 'at least 32 random characters';
        readonly example: 'output-of-openssl-rand-base64-32-goes-here';
        readonly about: 'Programs of yours that ask in the name of people send it in X-Proxy-Token: what they say in X-Forwarded-For and X-Request-Id is believed. Conduit gets it by itself; random for each start when not set.';
    };
    readonly CONDUIT: {
        readonly schema: z.ZodDefault<z.ZodEnum<{
            off: "off";
            on: "on";
        }>>;
        readonly expected: "'on' or 'off'";
        readonly example: 'off';
        readonly about: 'Whether Conduit, the second product, starts beside the web app.';
    };
    readonly CONDUIT_PORT: {
        readonly schema: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
        readonly expected: 'a whole number from 1 to 65535';
        readonly example: '3001';
        readonly about: 'Port of Conduit.';
    };
    readonly DATA_DIR: {
        readonly schema: z.ZodDefault<z.ZodString>;
        readonly expected: 'a folder that can be written';
        readonly example: './data';
        readonly about: 'Where the embedded Postgres keeps its data. Not used with DATABASE_URL.';
    };
    readonly DATABASE_URL: {
        readonly schema: z.ZodOptional<z.ZodURL>;
        readonly expected: 'a postgres:// or postgresql:// address';
        readonly example: 'postgresql://plinth:secret@localhost:5432/plinth';
        readonly about: 'A Postgres of your own (15 or newer) instead of the embedded one.';
    };
    readonly DATABASE_CONNECTIONS: {
        readonly schema: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
        readonly expected: 'a whole number from 2 to 1000';
        readonly example: '10';
        readonly about: 'Most connections of this process to the database.';
    };
    readonly DATABASE_NAMED_STATEMENTS: {
        readonly schema: z.ZodDefault<z.ZodEnum<{
            off: "off";
            on: "on";
        }>>;
        readonly expected: "'on' or 'off'";
        readonly example: 'off';
        readonly about: 'Off for a pooler that forbids named prepared statements.';
    };
    readonly AUTH_SECRET: {
        readonly schema: z.ZodOptional<z.ZodString>;
        readonly expected: 'at least 32 random characters';
        readonly example: 'output-of-openssl-rand-base64-32-goes-here';
        readonly about: 'Signs the short-lived cookies of a sign-in by provider. Set the same on every replica; random for each start when not set.';
    };
    readonly LOG_LEVEL: {
        readonly schema: z.ZodDefault<z.ZodEnum<{
            debug: "debug";
            error: "error";
            info: "info";
            silent: "silent";
            warn: "warn";
        }>>;
        readonly expected: 'debug, info, warn, error or silent';
        readonly example: 'info';
        readonly about: 'How much is logged.';
    };
};
type Name = keyof typeof settingsTable;
export type Settings = {
    [Key in Name]: z.output<(typeof settingsTable)[Key]['schema']>;
};
/** One line for each wrong setting. */
export declare class SettingsError extends Error {
    readonly name = "SettingsError";
}
/**
 * The settings of this process: the environment, then a file `.env` at the root for what is not set there. An empty value counts as not set.
 * @throws SettingsError naming each wrong variable, what was expected and an example
 */
export declare function readSettings(): Settings;
/** NextAuth knows its address and its mode from the environment alone, and so does Next. */
export declare function exportSettings({ publicUrl, isDev }: {
    publicUrl: string;
    isDev: boolean;
}): void;
/** The environment of the build: it needs no setting of ours, and tells nobody of itself. */
export declare function buildEnvironment(): NodeJS.ProcessEnv;
/** The environment of Conduit, which asks this server over HTTP like any other client: of our own settings it gets what it needs. */
export declare function conduitEnvironment({ PORT, CONDUIT_PORT, HOST, LOG_LEVEL }: Settings, { isDev, proxyToken }: {
    isDev: boolean;
    proxyToken: string;
}): NodeJS.ProcessEnv;
/** @throws SettingsError */
export declare function parseSettings(given: Record<string, string | undefined>): Settings;
export {};
//# sourceMappingURL=env.d.ts.map