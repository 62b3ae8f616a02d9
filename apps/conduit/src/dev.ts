import { resolve } from 'node:path'
import { pino } from 'pino'
import { createServer } from 'vite'
import { readSettings } from './env.ts'
import { startConduit } from './server.ts'
import { renderPages } from './site/server/dev.ts'

// The API in front of any Plinth (PLINTH_URL), and before it Vite, which serves the pages from their sources with reload on change.
const { CONDUIT_PORT, HOST, PLINTH_URL, PLINTH_PROXY_TOKEN, LOG_LEVEL } = readSettings()
const api = await startConduit({
  plinth: { url: PLINTH_URL, proxyToken: PLINTH_PROXY_TOKEN },
  port: 0,
  host: '127.0.0.1',
  logger: pino({ level: LOG_LEVEL }),
})
const vite = await createServer({
  root: resolve(import.meta.dirname, '..'),
  plugins: [renderPages(api.url)],
  server: { port: CONDUIT_PORT, strictPort: true, host: HOST, proxy: { '/api': api.url } },
})
await vite.listen()
process.stdout.write(`\n  Conduit is at http://localhost:${CONDUIT_PORT}, in front of ${PLINTH_URL}\n\n`)
const end = () => void Promise.all([vite.close(), api[Symbol.asyncDispose]()]).then(() => process.exit(0))
process.once('SIGINT', end).once('SIGTERM', end)
