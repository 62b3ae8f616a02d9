import type { Asked } from '../call.ts'
import '../database-context.ts'
import type { ProofNeed } from '../procedure-types.ts'
import type { Proof } from '../proof.ts'

/** The proof that a write declares. The input may have a `currentPassword`. */
export interface DeclaredProof<Input> {
  need: ProofNeed
  /** Which calls need it; all calls by default. */
  when?(asked: Asked<Input>): Promise<boolean>
}

/**
 * The proof of a call; undefined if the call does not need one.
 * @throws PlinthError `SIGN_IN_REQUIRED`, `FORBIDDEN` or `REAUTHENTICATION_REQUIRED`
 */
export async function proofOf<Input>(
  declared: DeclaredProof<Input> | undefined,
  asked: Asked<Input>,
): Promise<Proof | undefined> {
  if (!declared || (declared.when && !(await declared.when(asked)))) return undefined
  return asked.ctx.prove(declared.need, currentPasswordIn(asked.input))
}

function currentPasswordIn(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('currentPassword' in input)) return undefined
  return typeof input.currentPassword === 'string' ? input.currentPassword : undefined
}
