import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

/** The folder of the repository: relative settings start here. */
export const root = resolve(import.meta.dirname, '../../..')

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const isOrigin = (address: string) => URL.canParse(address) && new URL(address).origin === address

/** Every setting: its expected value, its default, and an example. */
export const settingsTable = {
  PORT: {
    schema: wholeNumber(1, 65_535).default(3_000),
    expected: 'a whole number from 1 to 65535',
    example: '3000',
    about: 'Port of the web server.',
  },
  HOST: {
    schema: z.string().min(1).default('0.0.0.0'),
    expected: 'an address of this machine',
    example: '127.0.0.1',
    about: 'Network address to listen on.',
  },
  PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    expected: 'the http or https address that people use, without a path',
    example: 'https://app.example.com',
    about: 'Set it behind a proxy: links, cookies (Secure on https) and the check of origins follow it.',
  },
  ALLOWED_HOSTS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(z.union([z.literal('*'), z.string().regex(/^[a-z0-9.-]+$/i)])))
      .optional(),
    expected: 'host names without ports, with commas between them, or *',
    example: 'app.internal,plinth.example.com',
    about:
      'Further host names under which the server answers. Always allowed: localhost, IP addresses, the name of this machine and the host of PUBLIC_URL. With * any site can reach the server under a name of its own (DNS rebinding).',
  },
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .pipe(z.array(z.union([z.literal('*'), z.url({ protocol: /^https?$/ }).refine(isOrigin)])))
      .optional(),
    expected: 'origins with commas between them, or *',
    example: 'https://app.example.com,https://admin.example.com',
    about:
      'Other origins whose pages may call the API with a bearer token; the session cookie is for this origin alone.',
  },
  TRUSTED_PROXIES: {
    schema: wholeNumber(0, 10).default(0),
    expected: 'a whole number from 0 to 10',
    example: '1',
    about: 'Proxies in front of the server that set X-Forwarded-For.',
  },
  PROXY_TOKEN: {
    schema: z.string().min(32).optional(),
    expected: 'at least 32 random characters',
    example: 'output-of-openssl-rand-base64-32-goes-here',
    about:
      'Programs of yours that ask in the name of people send it in X-Proxy-Token: what they say in X-Forwarded-For and X-Request-Id is believed. Conduit gets it by itself; random for each start when not set.',
  },
  CONDUIT: {
    schema: z.enum(['on', 'off']).default('on'),
    expected: "'on' or 'off'",
    example: 'off',
    about: 'Whether Conduit, the second product, starts beside the web app.',
  },
  CONDUIT_PORT: {
    schema: wholeNumber(1, 65_535).default(3_001),
    expected: 'a whole number from 1 to 65535',
    example: '3001',
    about: 'Port of Conduit.',
  },
  CONDUIT_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    expected: 'the http or https address of Conduit that people use, without a path',
    example: 'https://conduit.example.com',
    about: 'Canonical addresses of the pages of Conduit begin with it; without it with http://localhost and its port.',
  },
  DATA_DIR: {
    schema: z.string().min(1).default('./data'),
    expected: 'a folder that can be written',
    example: './data',
    about: 'Where the embedded Postgres keeps its data. Not used with DATABASE_URL.',
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    expected: 'a postgres:// or postgresql:// address',
    example: 'postgresql://plinth_app:secret@localhost:5432/plinth',
    about: 'A Postgres of your own (15 or newer) instead of the embedded one.',
  },
  DATABASE_DIRECT_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    expected: 'a postgres:// or postgresql:// address',
    example: 'postgresql://plinth_app:secret@localhost:5432/plinth',
    about:
      'Where DATABASE_URL leads through a pooler such as PgBouncer: the address of Postgres itself, for the same role. Notifications and migrations go there.',
  },
  DATABASE_MIGRATION_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    expected: 'a postgres:// or postgresql:// address',
    example: 'postgresql://plinth_owner:secret@localhost:5432/plinth',
    about:
      'The same database as DATABASE_URL, for the role that owns its tables: migrations run as that role, and the program needs no right beyond changing rows. Without it they run as the role of DATABASE_URL. Not used with the embedded Postgres.',
  },
  DATABASE_CONNECTIONS: {
    schema: wholeNumber(2, 1_000).default(10),
    expected: 'a whole number from 2 to 1000',
    example: '10',
    about: 'Most connections of this process to the database.',
  },
  DATABASE_NAMED_STATEMENTS: {
    schema: z.enum(['on', 'off']).default('on'),
    expected: "'on' or 'off'",
    example: 'off',
    about: 'Off for a pooler that forbids named prepared statements.',
  },
  AUTH_SECRET: {
    schema: z.string().min(32).optional(),
    expected: 'at least 32 random characters',
    example: 'output-of-openssl-rand-base64-32-goes-here',
    about:
      'Signs the short-lived cookies of a sign-in by provider. Set the same on every replica; random for each start when not set.',
  },
  SIGN_UPS_PER_HOUR: {
    schema: wholeNumber(1, 1_000_000).default(30),
    expected: 'a whole number from 1 to 1000000',
    example: '100',
    about: 'Accounts that may be made, or tried to be made, from one network address in an hour.',
  },
  LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    expected: 'debug, info, warn, error or silent',
    example: 'info',
    about: 'How much is logged.',
  },
} as const satisfies Record<string, { schema: z.ZodType; expected: string; example: string; about: string }>

type Name = keyof typeof settingsTable
export type Settings = { [Key in Name]: z.output<(typeof settingsTable)[Key]['schema']> }

/** One line for each invalid setting. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/**
 * The settings of this process: the environment, then a file `.env` at the root for those that it does not set. An empty value counts as not set.
 * @throws SettingsError naming each wrong variable, what was expected and an example
 */
export function readSettings(): Settings {
  const file = resolve(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return parseSettings(process.env)
}

/** NextAuth and Next read their address and mode only from the environment. */
export function exportSettings({ publicUrl, isDev }: { publicUrl: string; isDev: boolean }): void {
  process.env.NEXTAUTH_URL = publicUrl
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  Object.assign(process.env, { NODE_ENV: isDev ? 'development' : 'production' })
}

/** The environment of the build: it needs no setting of ours, and sends no telemetry. */
export function buildEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'production', TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' }
}

/** The environment of a server under `npm run dev`, with these settings instead of its own. All its starts share one compile cache. */
export function devServerEnvironment(instead: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: resolve(root, 'node_modules/.cache/dev'), ...instead }
}

/** The environment of Conduit, which calls this server over HTTP like any other client: it gets only the settings that it needs. */
export function conduitEnvironment(
  { PORT, CONDUIT_PORT, CONDUIT_PUBLIC_URL, HOST, TRUSTED_PROXIES, LOG_LEVEL }: Settings,
  { isDev, proxyToken }: { isDev: boolean; proxyToken: string },
): NodeJS.ProcessEnv {
  // A server that listens on all addresses also listens on the loopback address.
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  const plinthUrl = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`
  const others = Object.entries(process.env).filter(([name]) => !Object.hasOwn(settingsTable, name))
  return {
    ...Object.fromEntries(others),
    NODE_ENV: isDev ? 'development' : 'production',
    CONDUIT_PORT: String(CONDUIT_PORT),
    ...(CONDUIT_PUBLIC_URL && { CONDUIT_PUBLIC_URL }),
    HOST,
    TRUSTED_PROXIES: String(TRUSTED_PROXIES),
    LOG_LEVEL,
    PLINTH_URL: plinthUrl,
    PLINTH_PROXY_TOKEN: proxyToken,
  }
}

/** @throws SettingsError */
export function parseSettings(given: Record<string, string | undefined>): Settings {
  const wrong: string[] = []
  const entries = Object.entries(settingsTable).map(([name, { schema, expected, example }]) => {
    const result = schema.safeParse(given[name] === '' ? undefined : given[name])
    if (!result.success) {
      const isSecret = /SECRET|TOKEN|URL/.test(name)
      const was = isSecret ? 'what is set is not that' : `got '${given[name]}'`
      wrong.push(`${name}: expected ${expected}, ${was}. Example: ${name}=${example}`)
    }
    return [name, result.data]
  })
  if (wrong.length > 0) throw new SettingsError(wrong.join('\n'))
  return Object.fromEntries(entries) as Settings // each entry was parsed by the schema of its name
}
