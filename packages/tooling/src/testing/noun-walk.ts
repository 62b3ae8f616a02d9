import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createEmptyDatabase } from '@plinth/db/testing/create-test-database'
import { type RunResult, run } from '../run.ts'
import { copyRepository, type RepositoryCopy } from './repository-copy.ts'

const scripts: Readonly<Record<string, string>> = {
  new: 'packages/tooling/src/new.ts',
  db: 'packages/db/src/cli.ts',
  gen: 'packages/tooling/src/gen.ts',
}

/** Each command of the walk starts its own process, on machines that may be busy. */
export const walkTimeoutMs = 300_000

/** A copy of the repository with an empty database, in which a test creates a new noun command by command. */
export interface Walk extends AsyncDisposable {
  readonly copy: RepositoryCopy
  /** Runs the equivalent of `npm run NAME -- ARGS`, without npm. */
  npmRun(name: string, ...args: string[]): Promise<RunResult>
  /** Starts the backend of the copy as a separate process, and returns its URL. */
  startBackend(): Promise<string>
}

/** Copies the repository and creates the database. */
export async function startWalk(): Promise<Walk> {
  await using parts = new AsyncDisposableStack()
  const copy = parts.use(await copyRepository())
  const { url, ownerUrl, superuserUrl, drop } = await createEmptyDatabase()
  parts.defer(drop)
  const settings = { DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl }
  const running = parts.move()
  return {
    copy,
    npmRun: (name, ...args) => {
      // A new migration is compared in a separate database.
      const env = args[0] === 'new' ? { DATABASE_URL: superuserUrl } : settings
      return run({ root: copy.root, command: 'node', args: [scripts[name] ?? '', ...args], env })
    },
    startBackend: async () => {
      const args = ['packages/api/src/testing/server-process.ts', url]
      const child = spawn(process.execPath, args, { cwd: copy.root, stdio: ['pipe', 'pipe', 'inherit'], env: {} })
      const exited = once(child, 'exit')
      running.defer(async () => {
        child.stdin.end()
        await exited
      })
      const [first] = await Promise.race([once(createInterface(child.stdout), 'line'), exited])
      if (typeof first !== 'string') throw new Error(`The backend of the copy ended with ${first} before it listened.`)
      return first
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

type Row = Record<string, unknown>

/** A minimal browser: it keeps its cookie and sends and receives JSON. */
export function connect(url: string) {
  let cookie = ''
  const fetchAs = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      headers: { origin: url, cookie, 'content-type': 'application/json' },
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  }
  const send = async (path: string, { method, body }: { method: string; body?: unknown }) => {
    const response = await fetchAs(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const answer = (await response.json()) as Row & { result?: { data: { json: Row } } } // the wire format of tRPC, or of REST
    return { status: response.status, body: answer }
  }
  const call = async (answer: ReturnType<typeof send>) => {
    const { status, body } = await answer
    if (status !== 200 || !body.result) throw new Error(`${status}: ${JSON.stringify(body)}`)
    return body.result.data.json
  }
  return {
    send,
    fetch: fetchAs,
    query: (path: string, json: unknown) =>
      call(send(`/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json }))}`, { method: 'GET' })),
    mutate: (path: string, json: unknown) => call(send(`/api/trpc/${path}`, { method: 'POST', body: { json } })),
  }
}
