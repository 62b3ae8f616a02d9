import type { Definition, Params } from './definition.ts'

/** The columns that the server sets anew with these values of a row, as a slug follows the title. */
export function followed(
  { writing }: Definition,
  values: Readonly<Record<string, unknown>>,
  { id, attempt = 0 }: { id: string; attempt?: number },
): Params {
  return writing.follow?.({ input: values, id, attempt }) ?? {}
}
