import { parseArgs } from 'node:util'
import { readSettings } from './env.ts'
import { explain } from './explain.ts'
import { openHandover } from './server/dev/handover.ts'
import { welcome } from './welcome.ts'

let port: number | undefined
try {
  const settings = readSettings()
  port = settings.PORT
  // Loaded after the settings have been checked: an invalid one is reported at once.
  const { start } = await import('./start.ts')
  const { dev: isDev, handover: isHandedOver } = parseArgs({
    options: { dev: { type: 'boolean', default: false }, handover: { type: 'boolean', default: false } },
  }).values
  const handover = isHandedOver ? openHandover() : undefined
  const running = await start(settings, { isDev, handover })
  const { stop } = running
  if (handover) handover.ready(running)
  else process.stdout.write(welcome(running))

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
  void handover?.retired.then(onSignal)
} catch (error) {
  process.stderr.write(`${explain(error, port)}\n`)
  process.exit(1)
}
