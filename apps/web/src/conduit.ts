import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@plinth/platform/log/logger'
import { conduitEnvironment, root, type Settings } from './env.ts'

/** The delay before Conduit starts again: twice as long each time, up to the longest. */
const firstDelayMs = 1_000
const longestDelayMs = 60_000

/** After running for this long, its next end counts as the first again. */
const steadyMs = 60_000

export interface ConduitProcess {
  readonly url: string
  stop(): Promise<void>
}

interface Launched {
  readonly child: ChildProcess
  /** Resolves when it listens. Never settles if it ends before. */
  readonly ready: Promise<unknown>
  /** Exit code and signal, or the error that prevented its start. */
  readonly exited: Promise<unknown[]>
}

/**
 * Starts Conduit as a separate process, which ends with this one, for whatever reason: it notices that the channel between them closes. If it
 * ends on its own later, it is started again after a delay.
 * @throws Error when it cannot start; it has printed the reason itself
 */
export async function startConduit(
  settings: Settings,
  { logger, isDev, proxyToken }: { logger: Logger; isDev: boolean; proxyToken: string },
): Promise<ConduitProcess> {
  const launch = () => launched(conduitEnvironment(settings, { isDev, proxyToken }))
  let running = launch()
  await Promise.race([
    running.ready,
    running.exited.then(() => {
      const { CONDUIT_PORT } = settings
      const message = `Conduit could not start on port ${CONDUIT_PORT}. Free the port, set CONDUIT_PORT, or leave Conduit out: CONDUIT=off.`
      throw Object.assign(new Error(message), { code: 'CONDUIT_NOT_STARTED' })
    }),
  ])
  const stopping = new AbortController()
  const kept = keepRunning(running, { logger, signal: stopping.signal, again: () => (running = launch()) })
  return {
    url: `http://localhost:${settings.CONDUIT_PORT}`,
    async stop() {
      stopping.abort()
      running.child.kill('SIGTERM')
      await kept
    },
  }
}

function launched(env: NodeJS.ProcessEnv): Launched {
  const child = spawn(process.execPath, [resolve(root, 'apps/conduit/src/main.ts')], {
    env,
    // Not in the group of the terminal: Ctrl-C reaches this process, which ends the other in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit').catch((error: unknown) => [error])
  const ready = once(child, 'message').catch(() => new Promise<never>(() => undefined)) // `exited` reports the error
  return { child, ready, exited }
}

interface Keeping {
  readonly logger: Logger
  readonly signal: AbortSignal
  again(): Launched
}

/** Restarts it whenever it has ended, until the signal is aborted; then resolves when it has ended. */
async function keepRunning(first: Launched, { logger, signal, again }: Keeping): Promise<void> {
  let running = first
  let delayMs = firstDelayMs
  for (;;) {
    const startMs = performance.now()
    const [code, by] = await running.exited
    if (signal.aborted) return
    if (performance.now() - startMs >= steadyMs) delayMs = firstDelayMs
    logger.error(
      { code, signal: by, delayMs },
      'Conduit has ended; Plinth goes on. Conduit starts again after the delay.',
    )
    await sleep(delayMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    delayMs = Math.min(delayMs * 2, longestDelayMs)
    running = again()
    void running.ready.then(() => logger.info('Conduit has started again.'))
  }
}
