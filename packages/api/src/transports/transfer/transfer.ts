import { assertSameOrigin } from '../origin.ts'
import { contextOf, type HttpCall, type Services } from '../request.ts'
import { answerErrors } from './errors-file.ts'
import { answerExport } from './export.ts'
import { answerUpload } from './import-upload.ts'
import { answerFailure } from './problem.ts'
import { resourceOf, type TransferCall } from './transfer-call.ts'

type Answer = (call: TransferCall) => Promise<void>

/** Which door a path under `/api/v1/` is, if one of these. */
function doorOf(method: string | undefined, path: string): Answer | undefined {
  const [first = '', second, third, ...more] = path.split('/')
  if (more.length > 0) return undefined
  if (method === 'POST' && first === 'imports' && second === undefined) return answerUpload
  if (method !== 'GET' && method !== 'HEAD') return undefined
  if (first === 'imports' && second !== undefined && third === 'errors.csv') return (call) => answerErrors(call, second)
  if (second === 'export' && third === undefined) return (call) => answerExport(call, resourceOf(first))
  return undefined
}

/**
 * Answers files on their way in and out under `/api/v1/`: `POST imports`, `GET imports/{id}/errors.csv`, `GET <resource>/export`. Bodies are
 * streams either way, so they go round JSON and its limits. Whether it was one of these.
 */
export function createTransferHandler(services: Services): (call: HttpCall) => Promise<boolean> {
  return async (call) => {
    const { req, path } = call
    const answer = doorOf(req.method, path)
    if (!answer) return false
    try {
      const context = contextOf(services, call)
      assertSameOrigin(req, services.origins)
      const at = (req.url ?? '').indexOf('?')
      await answer({ ...call, context, query: new URLSearchParams(at < 0 ? '' : req.url?.slice(at + 1)) })
    } catch (error) {
      await answerFailure(call, error)
    }
    return true
  }
}
