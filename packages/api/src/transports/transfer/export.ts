import { PlinthError } from '@plinth/core/errors'
import type { Definition } from '../../kit/resource/definition.ts'
import type { TransferCall } from './transfer-call.ts'

export async function answerExport(_call: TransferCall, _definition: Definition): Promise<void> {
  throw new PlinthError('NOT_FOUND')
}
