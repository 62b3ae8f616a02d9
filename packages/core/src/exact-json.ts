/**
 * JSON in which bigints are written as text, so that no digit is lost. Few values contain one, and a replacer makes serialization several times as slow,
 * so only those values are serialized with one.
 */
export function exactJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))
  }
}
