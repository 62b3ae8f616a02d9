import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { openDatabase } from '@plinth/db/open'
import { readSettings, root } from './env.ts'
import { explain } from './explain.ts'

// The database stays up in this process. The server runs below it and starts again whenever one of its files changes; pages reload by themselves.
try {
  const settings = readSettings()
  const dataDir = resolve(root, settings.DATA_DIR)
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    dataDir,
    log: (line) => process.stdout.write(`${line}\n`),
  })
  const main = resolve(import.meta.dirname, 'main.ts')
  const server = spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', main, '--dev', `--database=${database.url}`],
    {
      stdio: 'inherit',
    },
  )
  const onSignal = () => server.kill('SIGTERM')
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  server.once('exit', (code) => database.stop().finally(() => process.exit(code ?? 0)))
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
}
