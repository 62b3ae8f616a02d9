import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Logger } from '@plinth/platform/log/logger'
import { conduitEnvironment, root, type Settings } from './env.ts'

export interface ConduitProcess {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts Conduit as a process of its own, which ends with this one, however that ends: it hears when the channel between them closes.
 * @throws Error when it cannot start; why, it has printed itself
 */
export async function startConduit(
  settings: Settings,
  { logger, isDev, proxyToken }: { logger: Logger; isDev: boolean; proxyToken: string },
): Promise<ConduitProcess> {
  const child = spawn(process.execPath, [resolve(root, 'apps/conduit/src/main.ts')], {
    env: conduitEnvironment(settings, { isDev, proxyToken }),
    // Not in the group of the terminal: Ctrl-C reaches this process, which ends the other in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const ready = once(child, 'message')
  await Promise.race([
    ready,
    exited.then(() => {
      const { CONDUIT_PORT } = settings
      const message = `Conduit could not start on port ${CONDUIT_PORT}. Free the port, set CONDUIT_PORT, or leave Conduit out: CONDUIT=off.`
      throw Object.assign(new Error(message), { code: 'CONDUIT_NOT_STARTED' })
    }),
  ])
  let isStopping = false
  void exited.then(([code, signal]) => {
    if (!isStopping) logger.error({ code, signal }, 'Conduit has ended; Plinth goes on. Start again to have both.')
  })
  return {
    url: `http://localhost:${settings.CONDUIT_PORT}`,
    async stop() {
      isStopping = true
      child.kill('SIGTERM')
      await exited
    },
  }
}
