import { expect, test } from 'vitest'
import { errorTable, PlinthError } from './errors.ts'

test('every error of the table has a code in capitals, a status of HTTP and a sentence', () => {
  for (const [code, { status, message }] of Object.entries(errorTable)) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/)
    expect(status, code).toBeGreaterThanOrEqual(400)
    expect(status, code).toBeLessThan(600)
    expect(message, code).toMatch(/^[A-Z].*\.$/)
  }
})

test('an error keeps its cause apart from its public text', () => {
  const error = new PlinthError('NOT_FOUND', { cause: new Error('row 7 of tenant 3') })
  expect(error.message).toBe(errorTable.NOT_FOUND.message)
  expect(error.status).toBe(404)
  expect(JSON.stringify(error)).not.toContain('tenant')
})
