import { z } from 'zod'

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const schema = z.object({
  CONDUIT_PORT: wholeNumber(1, 65_535).default(3_001),
  HOST: z.string().min(1).default('0.0.0.0'),
  /** Public address of Conduit, without a path: canonical addresses begin with it. */
  CONDUIT_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PLINTH_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  /** Plinth's PROXY_TOKEN, so that Plinth identifies users by their own addresses. */
  PLINTH_PROXY_TOKEN: z.string().min(32).optional(),
  /** Proxies in front of Conduit that set X-Forwarded-For. */
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Settings = z.output<typeof schema>

/**
 * The settings of this process.
 * @throws Error with one line for each wrong setting
 */
export function readSettings(): Settings {
  const given = Object.entries(process.env).filter(([, value]) => value !== '')
  const { data, error } = schema.safeParse(Object.fromEntries(given))
  if (data) return data
  throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
}
