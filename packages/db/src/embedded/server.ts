import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { writeAccess } from './access.ts'
import { serverAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { type Launch, launch } from './launch.ts'
import { type Layout, openSocketDir } from './layout.ts'
import { clearOrphan } from './orphan.ts'
import { type Postmaster, startPostmaster } from './postmaster.ts'
import type { ServerLog } from './server-log.ts'
import { type PostgresSettings, renderSettings } from './settings.ts'
import { DatabaseStartError } from './start-error.ts'

export interface ServerOptions {
  layout: Layout
  settings: PostgresSettings
  serverLog: ServerLog
  log: (line: string) => void
}

// Long enough for recovery after a crash.
const patienceMs = 120_000

/** Starts the server of a data folder that this process has locked, and returns when it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Postmaster> {
  const { layout, serverLog } = options
  const program = await prepare(options)
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const postmaster = await startPostmaster(program, serverLog.descriptor)
    if (await postmaster.isReady(layout.cluster, deadlineMs)) return postmaster
    await postmaster.stop()
    const said = await serverLog.tail()
    // The last processes of a killed server take a moment to notice that it has ended.
    const isTransient = said.includes('pre-existing shared memory block') && performance.now() < deadlineMs
    if (!isTransient) throw startFailed(said, serverLog.path)
    await delay(100)
  }
}

async function prepare({ layout, settings, log }: ServerOptions): Promise<Launch> {
  const { dataDir, cluster, socketDir } = layout
  const [{ initdb, postgres }, account] = await Promise.all([findBinaries(), serverAccount(cluster)])
  await Promise.all([ensureCluster({ cluster, initdb, account }), openSocketDir(socketDir, account)])
  await clearOrphan(layout, log)
  const config = join(cluster, 'plinth.conf')
  await writeFile(config, renderSettings(settings))
  // On the command line, so that no other setting can open the server to others.
  const ours = {
    config_file: config,
    hba_file: await writeAccess(layout),
    listen_addresses: '',
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: '5432',
  }
  const flags = Object.entries(ours).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return launch([postgres, '-D', cluster, ...flags], account, dataDir)
}

function startFailed(said: string, path: string): DatabaseStartError {
  const lines = said.split('\n').map((line) => line.replace(linePrefix, '').trim())
  const quoted =
    lines
      .filter((line) => line !== '')
      .slice(-3)
      .join(' ') || 'nothing'
  return new DatabaseStartError(
    'DATABASE_START_FAILED',
    `Postgres did not start. It said: ${quoted} (its log: ${path})`,
  )
}

// The time and the process id, which `log_line_prefix` puts before each line.
const linePrefix = /^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\]/
