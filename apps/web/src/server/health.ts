import type { ServerResponse } from 'node:http'

/** The checks of `/readyz`: each throws or resolves to false if its part is not ready. */
export type ReadinessChecks = Record<string, () => Promise<boolean>>

/** The process runs. */
export function answerHealth(res: ServerResponse): void {
  json(res, 200, { status: 'ok' })
}

/** A good answer is reused for this many milliseconds: each check opens a connection. */
const keptMs = 1_000

/** The state of each part, by its name. */
type Report = Readonly<Record<string, 'ok' | 'failed'>>

/**
 * Answers whether every part that a request needs is ready; otherwise 503 with the parts that are not. Anyone may ask, without the limits of clients, so
 * only one check runs at a time, however many clients ask.
 */
export function readinessAnswer(checks: ReadinessChecks): (res: ServerResponse) => Promise<void> {
  let known: Promise<Report> | undefined
  const forget = () => {
    known = undefined
  }
  const report = async () => {
    const parts = await look(checks)
    if (isReady(parts)) setTimeout(forget, keptMs).unref()
    else forget()
    return parts
  }
  return async (res) => {
    known ??= report()
    const parts = await known
    json(res, isReady(parts) ? 200 : 503, { status: isReady(parts) ? 'ok' : 'failed', ...parts })
  }
}

const isReady = (parts: Report) => Object.values(parts).every((state) => state === 'ok')

async function look(checks: ReadinessChecks): Promise<Report> {
  const parts = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, (await check().catch(() => false)) ? 'ok' : 'failed'] as const,
    ),
  )
  return Object.fromEntries(parts)
}

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
