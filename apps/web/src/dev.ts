import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { openDatabase } from '@plinth/db/open'
import { createLogger } from '@plinth/platform/log/logger'
import { ensureBuilt } from './build.ts'
import { startConduit } from './conduit.ts'
import { devServerEnvironment, readSettings, root, type Settings } from './env.ts'
import { explain } from './explain.ts'
import { followDeclarations } from './server/dev/declarations.ts'
import { openFront } from './server/dev/front.ts'
import type { Ready } from './server/dev/messages.ts'
import { reportMissingMigration } from './server/dev/missing-migration.ts'
import { createServers } from './server/dev/servers.ts'
import { watchSources } from './server/dev/sources.ts'
import { welcome } from './welcome.ts'

// This process keeps what survives a change of the sources: the port, the database and Conduit. The server is a child process, and a new one takes
// over when a file of the server changes; pages reload on their own. Not `node --watch`: it would also watch what Next compiles, and
// restart with each page.
let ending: Promise<void> | undefined
const log = (line: string) => {
  if (!ending) process.stdout.write(`${line}\n`)
}
const parts = new AsyncDisposableStack()
const end = (code: number) => {
  ending ??= parts.disposeAsync().finally(() => process.exit(code))
  return ending
}
process.on('SIGINT', () => end(0)).on('SIGTERM', () => end(0))

async function dev(settings: Settings): Promise<void> {
  const logger = createLogger({ level: settings.LOG_LEVEL })
  // First of all, so that a taken port is reported at once.
  const front = await openFront({ port: settings.PORT, host: settings.HOST })
  parts.defer(() => front.close())
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    migrationUrl: settings.DATABASE_MIGRATION_URL,
    directUrl: settings.DATABASE_DIRECT_URL,
    dataDir: resolve(root, settings.DATA_DIR),
    connections: settings.DATABASE_CONNECTIONS,
    log,
    warn: log,
  })
  parts.defer(() => database.stop())

  const hasConduit = settings.CONDUIT === 'on'
  const callingOff = new AbortController()
  const building = ensureBuilt(log, { apps: hasConduit ? ['conduit'] : [], signal: callingOff.signal })
  const built = building.catch(() => undefined) // awaited below
  parts.defer(() => {
    callingOff.abort()
    return built
  })

  const proxyToken = settings.PROXY_TOKEN ?? randomBytes(32).toString('base64url')
  const answered = Promise.withResolvers<Ready>()
  let startMs = performance.now()
  let isFirst = true
  const servers = createServers({
    front,
    args: [resolve(import.meta.dirname, 'main.ts'), '--dev', '--handover'],
    env: devServerEnvironment({
      DATABASE_URL: database.url,
      DATABASE_DIRECT_URL: database.directUrl,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      CONDUIT: 'off',
      PROXY_TOKEN: proxyToken,
      AUTH_SECRET: settings.AUTH_SECRET ?? randomBytes(32).toString('base64'),
    }),
    onReady(said) {
      if (!isFirst)
        log(`The server has taken the change over, after ${((performance.now() - startMs) / 1_000).toFixed(1)} s.`)
      isFirst = false
      answered.resolve(said)
    },
    log,
  })
  parts.defer(() => servers.stop())
  servers.start()
  const compareModels = reportMissingMigration(database.creatorUrl, log)
  const declarations = followDeclarations(answered.promise, log)
  parts.defer(() => declarations.stop())
  parts.defer(
    watchSources({
      log,
      onServer(path) {
        startMs = performance.now()
        log(`${path} has changed: starting the server again.`)
        servers.start()
      },
      onPackage: declarations.write,
      onModels: compareModels,
    }),
  )

  const said = await answered.promise
  compareModels()
  await building
  const conduit = hasConduit ? await startConduit(settings, { logger, isDev: true, proxyToken }) : undefined
  parts.defer(() => conduit?.stop())
  log(welcome({ ...said, conduitUrl: conduit?.url }))
}

let port: number | undefined
try {
  const settings = readSettings()
  port = settings.PORT
  await dev(settings)
} catch (error) {
  if (!ending) process.stderr.write(`${explain(error, port)}\n`)
  await end(1)
}
