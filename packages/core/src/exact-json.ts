/**
 * JSON in which a bigint is written as text, so that no digit is lost. Few values hold one, and a replacer makes the writing several times as slow, so
 * only those that do are written with it.
 */
export function exactJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))
  }
}
