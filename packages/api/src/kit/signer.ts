import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs text that clients receive and send back, so that changes are detected. */
export interface Signer {
  /** The text with its signature, as one URL-safe word. `purpose` is one line: it is signed too, but not part of the word. */
  sign(text: string, purpose: string): string
  /** The text, or undefined when it was not signed here for this purpose. */
  open(signed: string, purpose: string): string | undefined
  /** A keyed digest of these parts, 43 characters long: without the key, guesses cannot be tested against it. */
  hash(...parts: readonly string[]): string
}

/** Half of a SHA-256 is enough if guesses cannot be tested offline (RFC 2104, section 5). */
const signatureBytes = 16

/** Signs by HMAC-SHA-256. */
export function createSigner(key: string): Signer {
  const signatureOf = (text: string, purpose: string) =>
    createHmac('sha256', key).update(`${purpose}\n`).update(text).digest().subarray(0, signatureBytes)
  // Uses a separate key, so that a digest is never a valid signature.
  const hashKey = createHmac('sha256', key).update('hash').digest()
  return {
    hash: (...parts) => createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest('base64url'),
    sign: (text, purpose) => Buffer.concat([signatureOf(text, purpose), Buffer.from(text)]).toString('base64url'),
    open(signed, purpose) {
      const bytes = Buffer.from(signed, 'base64url')
      if (bytes.length <= signatureBytes) return undefined
      const text = bytes.toString('utf8', signatureBytes)
      return timingSafeEqual(bytes.subarray(0, signatureBytes), signatureOf(text, purpose)) ? text : undefined
    },
  }
}
