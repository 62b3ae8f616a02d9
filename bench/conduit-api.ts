import { startConduit } from '../apps/conduit/src/server.ts'

// Conduit without its pages, as a separate process.
const logger = { info: () => undefined, error: console.error }
const [plinthUrl = ''] = process.argv.slice(2)
const conduit = await startConduit({ plinth: { url: plinthUrl }, port: 0, host: '127.0.0.1', logger })
process.send?.(Number(new URL(conduit.url).port))
process.once('SIGTERM', () => void conduit[Symbol.asyncDispose]().then(() => process.exit(0)))
process.once('disconnect', () => process.exit(1))
