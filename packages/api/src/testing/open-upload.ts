import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestClient } from './test-client.ts'

export interface OpenUpload {
  /** Sends a part of the file. */
  send(part: string): Promise<void>
  /** Ends the file, unless it has already been refused, and returns the answer. */
  end(): Promise<{ status: number; body: Record<string, unknown> }>
  /** Drops the connection in the middle of the file. */
  hangUp(): void
}

/** An upload of articles as CSV whose file the test sends part by part. */
export function openUpload(client: TestClient): OpenUpload {
  const { host } = new URL(client.url)
  const [hostname, port] = host.split(':')
  const path = '/api/v1/imports?resource=articles&format=csv&name=open.csv'
  const req = request({ hostname, port, path, method: 'POST', headers: client.headers(), agent: false })
  // A server may answer and close the connection before it has read everything: only its answer matters.
  req.on('error', () => undefined)
  const answer = once(req, 'response').then(async ([res]) => ({
    status: Number(res.statusCode),
    body: JSON.parse(await text(res)) as Record<string, unknown>, // all answers are objects
  }))
  answer.catch(() => undefined) // after `hangUp`; otherwise the caller awaits the answer
  return {
    send: (part) => new Promise((resolve) => req.write(part, () => resolve())),
    end() {
      req.end()
      return answer
    },
    hangUp: () => void req.destroy(),
  }
}
