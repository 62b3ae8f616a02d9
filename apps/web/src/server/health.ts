import type { ServerResponse } from 'node:http'

/** What `/readyz` asks: each throws or resolves to false when the part is not ready. */
export type ReadinessChecks = Record<string, () => Promise<boolean>>

/** The process runs. */
export function answerHealth(res: ServerResponse): void {
  json(res, 200, { status: 'ok' })
}

/** Everything that a request needs is there; else 503 with the parts that are not. */
export async function answerReadiness(res: ServerResponse, checks: ReadinessChecks): Promise<void> {
  const parts = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, (await check().catch(() => false)) ? 'ok' : 'failed'] as const,
    ),
  )
  const isReady = parts.every(([, state]) => state === 'ok')
  json(res, isReady ? 200 : 503, { status: isReady ? 'ok' : 'failed', ...Object.fromEntries(parts) })
}

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
