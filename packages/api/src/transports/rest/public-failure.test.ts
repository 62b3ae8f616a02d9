import { PlinthError } from '@plinth/core/errors'
import { expect, test } from 'vitest'
import { match } from './match.ts'
import { publicFailure } from './public-failure.ts'

const route = match('articles/01a22018-6530-78f2-ad3b-bf4dfc7e6b00').methods.get('PATCH')

test('with If-Match a stale version is a failed precondition, and a conflict of the author keeps its code and message', () => {
  expect(route?.version).toBeTruthy()
  const asked = { isMatched: true, route }
  expect(publicFailure(new PlinthError('CONFLICT'), asked).code).toBe('PRECONDITION_FAILED')
  expect(publicFailure(new PlinthError('CONFLICT'), { ...asked, isMatched: false }).code).toBe('CONFLICT')
  const own = publicFailure(new PlinthError('CONFLICT', { message: 'It is solved already.' }), asked)
  expect(own).toMatchObject({ code: 'CONFLICT', message: 'It is solved already.' })
})
