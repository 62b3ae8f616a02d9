import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, watch } from 'node:fs'
import { resolve } from 'node:path'
import { openDatabase } from '@plinth/db/open'
import { readSettings, root, serverEnvironment } from './env.ts'
import { explain } from './explain.ts'

// The database stays up in this process. The server runs below it and starts again when a file of the server changes; pages reload by
// themselves. Not `node --watch`: it would also watch what Next compiles, and so restart at each page.
const sources = ['packages/*/src', 'apps/web/src/server']
const quietMs = 100

async function dev(): Promise<void> {
  const settings = readSettings()
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    migrationUrl: settings.DATABASE_MIGRATION_URL,
    dataDir: resolve(root, settings.DATA_DIR),
    connections: settings.DATABASE_CONNECTIONS,
    log,
    warn: log,
  })
  const args = [resolve(import.meta.dirname, 'main.ts'), '--dev']
  // Not among the arguments: these are for everybody on the machine to read.
  const env = serverEnvironment(database)
  let server = start()
  let isOver = false

  function start(): ChildProcess {
    return spawn(process.execPath, args, { stdio: 'inherit', detached: true, env })
  }
  async function stop(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGTERM')
    await once(server, 'exit')
  }

  let timer: NodeJS.Timeout | undefined
  let restarting = Promise.resolve()
  const restart = (file: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      log(`${file} has changed: starting the server again.`)
      restarting = restarting.then(stop).then(() => {
        if (!isOver) server = start()
      })
    }, quietMs)
  }
  const onChange = (folder: string) => (_: string, file: string | null) => {
    if (file?.endsWith('.ts') && !file.endsWith('.test.ts')) restart(`${folder}/${file}`)
  }
  for (const folder of globSync(sources, { cwd: root })) {
    watch(resolve(root, folder), { recursive: true }, onChange(folder))
  }
  watch(import.meta.dirname, onChange('apps/web/src'))

  const end = async () => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    await restarting
    await stop()
    await database.stop()
    process.exit(0)
  }
  process.on('SIGINT', end).on('SIGTERM', end)
}

await dev().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
