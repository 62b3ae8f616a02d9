import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import type { HttpCall } from '../request.ts'
import { send } from './answer.ts'
import { restPath } from './base-path.ts'
import { ConstantText } from './constant-text.ts'
import { isKnown } from './etag.ts'
import { openapiText } from './openapi/document.ts'
import { problemPath } from './problem.ts'

const problems = new Map(
  Object.entries(errorTable).map(([code, { status, message }]) => {
    const path = problemPath(code as ErrorCode) // a key of the table
    const problem = { type: `${restPath}/${path}`, title: message, status, code }
    return [path, new ConstantText(JSON.stringify(problem))]
  }),
)

/** The documents that describe the REST API: the OpenAPI document, and one for each kind of problem. */
function documentAt(path: string, isSecure: boolean): ConstantText | undefined {
  return path === 'openapi.json' ? openapiText({ isSecure }) : problems.get(path)
}

/** Answers with the document at this path, if there is one. @throws PlinthError `METHOD_NOT_ALLOWED` */
export async function answerDocument(
  { req, res, caller }: Pick<HttpCall, 'req' | 'res' | 'caller'>,
  path: string,
  { isSecure }: { isSecure: boolean },
): Promise<boolean> {
  const text = documentAt(path, isSecure)
  if (text === undefined) return false
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD')
    throw new PlinthError('METHOD_NOT_ALLOWED', { message: 'This document can only be read.' })
  }
  res.setHeader('cache-control', 'no-cache')
  const { etag } = text
  if (isKnown(req.headers['if-none-match'], etag)) res.writeHead(304, { etag }).end()
  else await send({ req, res, caller }, text, { status: 200, type: 'application/json', etag })
  return true
}
