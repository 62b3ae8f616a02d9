import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { runtimeKey } from '@plinth/api/runtime'
import next from 'next'
import type { PagesRuntime } from '../client/runtime.ts'
import { root } from '../env.ts'

export interface Pages {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>
  close(): Promise<void>
}

/** Next on our server. Its bundle has its own copies of modules, so the runtime is passed in one place, on `globalThis`. */
export async function openPages(
  runtime: PagesRuntime,
  { server, isDev }: { server: Server; isDev: boolean },
): Promise<Pages> {
  Reflect.set(globalThis, runtimeKey, runtime)
  const app = next({ dev: isDev, dir: resolve(root, 'apps/web'), customServer: true, httpServer: server })
  await app.prepare()
  return { handle: app.getRequestHandler(), close: () => app.close() }
}

/** Pages that open after `before`; requests for them wait until then. */
export function openPagesLater(
  before: Promise<void>,
  open: () => Promise<Pages>,
  failed: (error: unknown) => void,
): Pages {
  let begun: Promise<Pages | undefined> = Promise.resolve(undefined)
  let isClosed = false
  const opening = before.then(() => {
    if (!isClosed) begun = open()
    return begun
  })
  opening.catch(failed)
  return {
    async handle(req, res) {
      await (await opening)?.handle(req, res)
    },
    async close() {
      isClosed = true
      await (await begun.catch(() => undefined))?.close()
    },
  }
}
