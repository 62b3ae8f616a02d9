import { newId } from '@plinth/core/id'
import { z } from 'zod'
import type { Device, DeviceAccount } from '../kit/limits.ts'
import type { Signer } from '../kit/signer.ts'
import { cookieLine, cookieName, readCookie } from './cookie.ts'

/** How long a browser that nobody signs in with is remembered. */
const deviceSeconds = 365 * 86_400

const remembered = z.object({ device: z.string(), userId: z.string(), password: z.string() })

/** A request without a browser that could be remembered. */
export const noDevice: Device = { knownFor: () => undefined, remember: () => undefined }

interface DeviceOf {
  signer: Signer
  isSecure: boolean
  /** The header `Cookie`. */
  cookies: string | undefined
  setCookie(line: string): void
}

/**
 * The browser of a request. Its cookie says, signed, to which account it has last signed in and with which password, so that a new password
 * ends it. It opens nothing: it decides by which counter failed attempts are counted.
 */
export function deviceOf({ signer, isSecure, cookies, setCookie }: DeviceOf): Device {
  // Not the hash itself: a cookie leaves the server.
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
