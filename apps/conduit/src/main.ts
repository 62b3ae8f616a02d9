import { openMarkdown } from '@plinth/markdown/open-markdown'
import { pino } from 'pino'
import { readSettings } from './env.ts'
import { startConduit } from './server.ts'
import { createSite } from './site/server.ts'

try {
  const { CONDUIT_PORT, CONDUIT_PUBLIC_URL, HOST, TRUSTED_PROXIES, PLINTH_URL, PLINTH_PROXY_TOKEN, LOG_LEVEL } =
    readSettings()
  const logger = pino({ level: LOG_LEVEL, base: { app: 'conduit' }, formatters: { level: (level) => ({ level }) } })
  const markdown = openMarkdown((error) => logger.error({ err: error }, 'Markdown not rendered'))
  const conduit = await startConduit({
    plinth: { url: PLINTH_URL, proxyToken: PLINTH_PROXY_TOKEN },
    port: CONDUIT_PORT,
    host: HOST,
    proxies: TRUSTED_PROXIES,
    logger,
    site: (api, away) =>
      createSite({
        fetch: (request) => away(async () => api(request)),
        publicUrl: CONDUIT_PUBLIC_URL ?? `http://localhost:${CONDUIT_PORT}`,
        markdown: async (source) => (await away((network) => markdown.render(source, network))).html,
      }),
  })
  // The parent program may have ended meanwhile.
  process.send?.('ready', undefined, undefined, () => {})
  if (!process.send) process.stdout.write(`\n  Conduit is at ${conduit.url}, in front of ${PLINTH_URL}\n\n`)
  const end = () => void conduit[Symbol.asyncDispose]().then(() => process.exit(0))
  // When the parent program ends, for whatever reason, Conduit has nothing to serve.
  process.once('SIGINT', end).once('SIGTERM', end).once('disconnect', end)
  if (process.connected === false) end()
} catch (error) {
  process.stderr.write(`Conduit could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
