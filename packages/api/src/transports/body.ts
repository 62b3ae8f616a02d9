import { Bodies } from '@plinth/bounds/bodies'
import { PlinthError } from '@plinth/core/errors'
import type { HttpCall } from './request.ts'
import { noRoom } from './room.ts'

const bodies = new Bodies({
  full: noRoom,
  tooLarge: (maxBytes) =>
    new PlinthError('TOO_LARGE', { message: `The request is too large: expected at most ${maxBytes} bytes.` }),
  cutShort: () => new PlinthError('INVALID_INPUT', { message: 'The request ended before its body did.' }),
})

/** The part of a call from which its body is read. */
export type BodyCall = Pick<HttpCall, 'req' | 'res' | 'caller'>

/**
 * Reads the whole body of a request as text. It counts against the memory limits until the request has been answered.
 * @throws PlinthError `TOO_LARGE` above `maxBytes`, the errors of `noRoom`, and `INVALID_INPUT` when it ends too early; the rest of the body is not read
 */
export const readBody = ({ req, res, caller }: BodyCall, maxBytes: number): Promise<string> =>
  bodies.read({ req, res, address: caller.address }, maxBytes)
