import { delimiter, join } from 'node:path'
import { z } from 'zod'

const schema = z.object({
  /** A Chrome or Chromium for tests, instead of the one that is found. */
  CHROMIUM_PATH: z.string().min(1).optional(),
  PATH: z.string().default(''),
})

export const env = schema.parse(process.env)

/** The environment of a program that is started in `root`: that of this process, with our programs first in PATH and telemetry disabled. */
export function environmentOf(root: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH}`,
    CHECKPOINT_DISABLE: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    ...more,
  }
}
