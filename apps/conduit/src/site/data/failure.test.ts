import { expect, test } from 'vitest'
import { failureFrom } from './failure.ts'

test.each([
  [
    { errors: { title: ["can't be blank"], body: ["can't be blank"] } },
    ["Title can't be blank", "Body can't be blank"],
  ],
  [{ errors: { credentials: ['invalid'] } }, ['Email or password is wrong.']],
  [{ errors: { message: ['You are not authorized'] } }, ['You are not authorized']],
  [{ errors: { email: 'is invalid' } }, ['Email is invalid']],
])('%j is told in words', (body, messages) => {
  expect(failureFrom(422, body)).toEqual({ status: 422, messages })
})

test.each([
  null,
  'text',
  [],
  {},
  { errors: null },
  { errors: {} },
  { errors: { title: [] } },
  { errors: { title: [{}] } },
])('%j says nothing, so the status does', (body) => {
  expect(failureFrom(503, body).messages).toEqual(['Conduit has a problem at the moment. Try again.'])
})
