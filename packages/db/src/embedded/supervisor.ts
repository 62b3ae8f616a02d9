import { setTimeout as delay } from 'node:timers/promises'
import { type ServerOptions, startServer } from './server.ts'

// A server that ran for less than this waits as long before its next start, so that a permanent fault does not cause rapid restarts.
const shortLifeMs = 5_000

/** Starts the server, and restarts it when it ends unexpectedly (for example, when the system kills it because of its memory). */
export async function superviseServer(options: ServerOptions): Promise<{ stop(): Promise<void> }> {
  const ending = new AbortController()
  let server = await startServer(options)
  const watch = async () => {
    for (;;) {
      const startedMs = performance.now()
      await server.exited
      if (ending.signal.aborted) return
      options.log(`Postgres ended by itself and is started again. Its log: ${options.serverLog.path}`)
      if (performance.now() - startedMs < shortLifeMs) {
        await delay(shortLifeMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined)
      }
      if (ending.signal.aborted) return
      server = await startServer(options)
      if (ending.signal.aborted) return server.stop()
    }
  }
  const watching = watch().catch((error: unknown) => {
    options.log(error instanceof Error ? error.message : String(error))
  })
  return {
    async stop() {
      ending.abort()
      await server.stop()
      await watching
    },
  }
}
