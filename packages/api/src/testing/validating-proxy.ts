import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createClientFromOperations } from '@stoplight/prism-http/dist/client.js'

export interface ProxyRequest {
  method: string
  /** Including its query; relative to the address of the contract's server. */
  path: string
  headers: Record<string, string>
  body?: unknown
}

export interface ProxyAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: unknown
  /** Where requests and answers violate the contract, as readable lines. */
  readonly violations: readonly string[]
}

const quiet = { child: () => quiet, ...Object.fromEntries(levels().map((level) => [level, () => undefined])) }
function levels() {
  return ['trace', 'debug', 'info', 'success', 'warn', 'error', 'fatal']
}

/** A Prism proxy between a client and the server at `upstream`: it forwards everything, and reports violations of the OpenAPI document. */
export async function validatingProxy(
  document: object,
  upstream: string,
): Promise<(request: ProxyRequest) => Promise<ProxyAnswer>> {
  const operations = await getHttpOperationsFromSpec(JSON.parse(JSON.stringify(document)))
  const client = createClientFromOperations(operations, {
    isProxy: true,
    upstream: new URL(upstream),
    upstreamProxy: undefined,
    checkSecurity: true,
    validateRequest: true,
    validateResponse: true,
    errors: false,
    mock: { dynamic: false },
    logger: quiet as never, // Prism calls only these methods of pino's interface
  })
  return async ({ method, path, headers, body }) => {
    const answer = await client.request(path, {
      method: method.toLowerCase() as 'get', // or another method
      headers,
      ...(body !== undefined && { body }),
    })
    const told = (side: 'input' | 'output') =>
      answer.violations[side].map(({ message, path: at = [] }) => `${side} ${at.join('.')}: ${message}`)
    return {
      status: answer.status,
      headers: answer.headers as ProxyAnswer['headers'], // its own type leaves lists out
      body: answer.data,
      violations: [...told('input'), ...told('output')],
    }
  }
}
