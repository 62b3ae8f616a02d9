import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs what is handed out and taken back, so that it is taken back as it was. */
export interface Signer {
  /** The text with its signature, as one word that is safe in an address. `purpose` is one line: it is signed too, and not in the word. */
  sign(text: string, purpose: string): string
  /** The text, or undefined when it was not signed here for this purpose. */
  open(signed: string, purpose: string): string | undefined
  /** A digest of these parts that only somebody with the key can compute: who reads it cannot try guesses. 43 characters. */
  hash(...parts: readonly string[]): string
}

/** Half of a SHA-256 is enough for what cannot be tried offline (RFC 2104, section 5). */
const signatureBytes = 16

/** Signs by HMAC-SHA-256. */
export function createSigner(key: string): Signer {
  const signatureOf = (text: string, purpose: string) =>
    createHmac('sha256', key).update(`${purpose}\n`).update(text).digest().subarray(0, signatureBytes)
  // A key of its own: no digest is ever a signature.
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
