import { z } from 'zod'

const schema = z.object({
  /** The browser to test with. If none is given, the global setup finds one. */
  CHROMIUM_PATH: z.string().min(1).optional(),
  /** Set by the global setup for the workers. */
  PLINTH_E2E_URL: z.url().optional(),
  CONDUIT_E2E_URL: z.url().optional(),
  PLINTH_E2E_OPERATOR: z.string().optional(),
})

export const env = schema.parse(process.env)

/** Passes what the global setup has started to the workers, which inherit this process's environment. */
export function tellWorkers(told: Record<keyof typeof env, string>): void {
  Object.assign(process.env, told)
}
