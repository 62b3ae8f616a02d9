import { parseArgs } from 'node:util'
import { readSettings } from './env.ts'
import { explain } from './explain.ts'

let port: number | undefined
try {
  const settings = readSettings()
  port = settings.PORT
  // Loaded after the settings are known to be right: a wrong one is told at once.
  const { start } = await import('./start.ts')
  const { dev: isDev } = parseArgs({ options: { dev: { type: 'boolean', default: false } } }).values
  const { url, conduitUrl, setupUrl, stop } = await start(settings, { isDev })
  process.stdout.write(`\n  Plinth is at ${url}\n`)
  if (conduitUrl) process.stdout.write(`  Conduit, a second product over its API, is at ${conduitUrl}\n`)
  if (setupUrl)
    process.stdout.write(`  Nobody operates it yet. Make your account by this link, which works once:\n  ${setupUrl}\n`)
  process.stdout.write('\n')

  let isStopping = false
  const onSignal = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error, port)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
} catch (error) {
  process.stderr.write(`${explain(error, port)}\n`)
  process.exit(1)
}
