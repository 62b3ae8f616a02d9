import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createBackend } from '@plinth/api/backend'
import { newSetupToken } from '@plinth/api/identity/setup-link'
import { PageTurns } from '@plinth/bounds/page-turns'
import { openDatabase } from '@plinth/db/open'
import { openMarkdown } from '@plinth/markdown/open-markdown'
import { createLogger } from '@plinth/platform/log/logger'
import { ensureBuilt } from './build.ts'
import { startConduit } from './conduit.ts'
import { exportSettings, root, type Settings } from './env.ts'
import type { Handover } from './server/dev/handover.ts'
import { hostCheck } from './server/hosts.ts'
import { openPages, openPagesLater } from './server/pages.ts'
import { createPlinthServer } from './server.ts'

export interface Running {
  url: string
  /** Undefined if Conduit is disabled. */
  conduitUrl: string | undefined
  /** The link that makes the first account the operator, as long as there is none. */
  setupUrl: string | undefined
  /** Drains requests, then closes everything in the reverse order of its start. */
  stop(): Promise<void>
}

interface StartOptions {
  isDev: boolean
  /** Under `npm run dev`, which keeps the port. */
  handover?: Handover | undefined
}

/** Starts all of Plinth in this process. If a part fails, the parts already started are stopped again. */
export async function start(settings: Settings, { isDev, handover }: StartOptions): Promise<Running> {
  const publicUrl = settings.PUBLIC_URL?.replace(/\/+$/, '')
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const url = publicUrl ?? `http://localhost:${settings.PORT}`
  exportSettings({ publicUrl: url, isDev })
  const logger = createLogger({ level: settings.LOG_LEVEL })
  await using parts = new AsyncDisposableStack()

  const proxies = {
    count: settings.TRUSTED_PROXIES,
    token: settings.PROXY_TOKEN ?? randomBytes(32).toString('base64url'),
  }
  const pageTurns = new PageTurns()
  // First of all, so that a taken port is reported at once, and health checks work while the rest starts.
  const { server, open, drain } = createPlinthServer({
    logger,
    isSecure,
    isDev,
    proxies,
    isKnownHost: hostCheck({ publicUrl, allowed: settings.ALLOWED_HOSTS }),
    pageTurns,
  })
  if (handover) await handover.receive(server)
  else {
    server.listen(settings.PORT, settings.HOST)
    await once(server, 'listening')
  }
  parts.defer(() => drain({ idleMs: 0, patienceMs: 0 }))

  const callingOff = new AbortController()
  const hasConduit = settings.CONDUIT === 'on'
  const apps = [...(isDev ? [] : ['web']), ...(hasConduit ? ['conduit'] : [])]
  const building = ensureBuilt((line) => logger.info(line), { apps, signal: callingOff.signal })
  const built = building.catch(() => undefined) // awaited below; a failed database is reported before it
  parts.defer(() => {
    callingOff.abort()
    return built
  })
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    migrationUrl: settings.DATABASE_MIGRATION_URL,
    directUrl: settings.DATABASE_DIRECT_URL,
    dataDir: resolve(root, settings.DATA_DIR),
    connections: settings.DATABASE_CONNECTIONS,
    log: (line) => logger.info(line),
    warn: (line) => logger.warn(line),
  })
  parts.defer(() => database.stop())

  const backend = await createBackend({
    databaseUrl: database.url,
    directUrl: database.directUrl,
    connections: settings.DATABASE_CONNECTIONS,
    isNaming: settings.DATABASE_NAMED_STATEMENTS === 'on',
    origins: { public: publicUrl, allowed: settings.CORS_ORIGINS, isProxied: settings.TRUSTED_PROXIES > 0 },
    isSecure,
    acts: { signUp: settings.SIGN_UPS_PER_HOUR },
    isDev,
    authSecret: settings.AUTH_SECRET ?? randomBytes(32).toString('base64'),
    logger,
  })
  parts.defer(() => backend.close())
  const setupToken = await newSetupToken(backend.database.open())

  await building
  const markdown = parts.use(openMarkdown((error) => logger.error({ err: error }, 'Markdown not rendered')))
  // A thread renders it: while a page waits for that, another page has its turn.
  const render = (source: string) => pageTurns.away((network) => markdown.render(source, network))
  const openNow = () => openPages({ ...backend.runtime, markdown: { render } }, { server, isDev })
  const failed = (error: unknown) => logger.error({ err: error }, 'the pages could not be opened')
  const pages = handover ? openPagesLater(handover.alone, openNow, failed) : await openNow()
  parts.defer(() => pages.close())

  open({
    trpc: backend.trpc,
    rest: backend.rest,
    page: pages.handle,
    readiness: {
      database: async () => (await backend.database.pool.query('select 1')).rowCount === 1,
      migrations: database.isCurrent,
    },
  })
  parts.defer(() => drain({ idleMs: 200, patienceMs: isDev ? 2_000 : 10_000 }))
  // Plinth already answers requests: a second product does not delay it.
  const conduit = hasConduit ? await startConduit(settings, { logger, isDev, proxyToken: proxies.token }) : undefined
  parts.defer(() => conduit?.stop())
  const started = parts.move()
  return {
    url,
    conduitUrl: conduit?.url,
    setupUrl: setupToken === null ? undefined : `${url}/setup?token=${setupToken}`,
    stop: () => started.disposeAsync(),
  }
}
