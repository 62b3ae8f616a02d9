import { newId } from '@plinth/core/id'
import { z } from 'zod'
import type { Device, DeviceAccount } from '../kit/limits.ts'
import type { Signer } from '../kit/signer.ts'
import { cookieLine, cookieName, readCookie } from './cookie.ts'

/** How long a browser is remembered after its last sign-in. */
const deviceSeconds = 365 * 86_400

const remembered = z.object({ device: z.string(), userId: z.string(), password: z.string() })

/** For a request without a browser that could be remembered. */
export const noDevice: Device = { knownFor: () => undefined, remember: () => undefined }

interface DeviceOf {
  signer: Signer
  isSecure: boolean
  /** The `Cookie` header. */
  cookies: string | undefined
  setCookie(line: string): void
}

/**
 * The browser of a request. Its signed cookie records the account that last signed in with it and the password used, so that a new password
 * invalidates it. It grants no access: it only selects the counter for failed attempts.
 */
export function deviceOf({ signer, isSecure, cookies, setCookie }: DeviceOf): Device {
  // A digest, not the hash itself, because a cookie leaves the server.
  const digestOf = ({ userId, hash }: DeviceAccount) => signer.hash('device', userId, hash)
  const read = () => {
    const text = signer.open(readCookie(cookies, cookieName('device', isSecure)) ?? '', 'device')
    if (text === undefined) return undefined
    try {
      return remembered.safeParse(JSON.parse(text)).data
    } catch {
      return undefined
    }
  }
  return {
    knownFor(account) {
      const found = read()
      return found?.userId === account.userId && found.password === digestOf(account) ? found.device : undefined
    },
    remember(account) {
      const found = { device: read()?.device ?? newId(), userId: account.userId, password: digestOf(account) }
      const value = signer.sign(JSON.stringify(found), 'device')
      setCookie(cookieLine('device', { value, seconds: deviceSeconds, isSecure }))
    },
  }
}
