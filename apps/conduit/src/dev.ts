import { resolve } from 'node:path'
import { openMarkdown } from '@plinth/markdown/open-markdown'
import { pino } from 'pino'
import { createServer } from 'vite'
import { readSettings } from './env.ts'
import { startConduit } from './server.ts'
import { renderPages } from './site/server/dev.ts'

// The API in front of any Plinth (PLINTH_URL), and before it Vite, which serves the pages from their sources with reload on change.
const { CONDUIT_PORT, CONDUIT_PUBLIC_URL, HOST, PLINTH_URL, PLINTH_PROXY_TOKEN, LOG_LEVEL } = readSettings()
const logger = pino({ level: LOG_LEVEL })
const markdown = openMarkdown((error) => logger.error({ err: error }, 'Markdown not rendered'))
const publicUrl = CONDUIT_PUBLIC_URL ?? `http://localhost:${CONDUIT_PORT}`
const api = await startConduit({
  plinth: { url: PLINTH_URL, proxyToken: PLINTH_PROXY_TOKEN },
  port: 0,
  host: '127.0.0.1',
  logger,
})
const vite = await createServer({
  root: resolve(import.meta.dirname, '..'),
  plugins: [
    renderPages({ apiUrl: api.url, publicUrl, markdown: async (source) => (await markdown.render(source)).html }),
  ],
  server: { port: CONDUIT_PORT, strictPort: true, host: HOST, proxy: { '/api': api.url } },
})
await vite.listen()
process.stdout.write(`\n  Conduit is at http://localhost:${CONDUIT_PORT}, in front of ${PLINTH_URL}\n\n`)
const end = () => void Promise.all([vite.close(), api[Symbol.asyncDispose]()]).then(() => process.exit(0))
process.once('SIGINT', end).once('SIGTERM', end)
