import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@plinth/db/testing/free-port'
import { spawnPlinth, untilPrinted } from '../../apps/web/src/testing/plinth-process.ts'

/** Plinth in a separate process, with an empty data folder of its own. */
export interface Program extends AsyncDisposable {
  readonly url: string
  /** The address of Conduit, the second product. */
  readonly conduitUrl: string
  readonly dataDir: string
  /** The printed link that makes the first account the operator. */
  readonly setUpLink: string
  /** Its output so far. */
  output(): string
}

/** Starts the real program and waits until it is ready: that of this repository, or of the copy at `root`. Disposing it stops it and removes its folder. */
export async function startProgram(settings: Record<string, string> = {}, root?: string): Promise<Program> {
  await using parts = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-e2e-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  const port = await freePort()
  const conduitPort = await freePort()
  // Tests send their own address in X-Forwarded-For, so that the limits of one test do not affect another.
  const plinth = parts.use(
    spawnPlinth(
      {
        PORT: port,
        CONDUIT_PORT: conduitPort,
        CONDUIT_PUBLIC_URL: `http://127.0.0.1:${conduitPort}`,
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        TRUSTED_PROXIES: '1',
        LOG_LEVEL: 'warn',
        SIGN_UPS_PER_HOUR: '10000',
        ...settings,
      },
      [],
      root,
    ),
  )
  const conduitUrl = `http://127.0.0.1:${conduitPort}`
  const { url, output } = plinth
  // Printed last, when Conduit has started too.
  const link = await untilPrinted(plinth, /https?:\/\/\S+\/setup\?token=\S+/)
  const setUpLink = link.replace(/^https?:\/\/[^/]+/, url)
  const started = parts.move()
  return { url, conduitUrl, dataDir, setUpLink, output, [Symbol.asyncDispose]: () => started.disposeAsync() }
}
