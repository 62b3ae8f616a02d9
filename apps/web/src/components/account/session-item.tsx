'use client'
import { IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from '@tabler/icons-react'
import { ago } from '../../client/ago.ts'
import { deviceOf } from '../../client/device.ts'
import type { SessionRow } from '../../client/types.ts'
import { Button } from '../button.tsx'
import { DateText } from '../date-text.tsx'
import styles from './session-list.module.css'

interface SessionItemProps {
  session: SessionRow
  nowMs: number
  isEnding: boolean
  onEnd(): void
}

/** A session of a user, or a program's token. */
export function SessionItem({ session, nowMs, isEnding, onEnd }: SessionItemProps) {
  const { kind, name, userAgent, address, lastUsedAt, expiresAt, isCurrent } = session
  const device = deviceOf(userAgent)
  const title = kind === 'token' ? (name ?? 'Token') : device
  const Icon = kind === 'token' ? IconTerminal2 : /Android|iPhone/.test(device) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={styles.item}>
      <Icon size={22} stroke={1.5} aria-hidden="true" className={styles.icon} />
      <div className={styles.about}>
        <p className={styles.title}>
          {title}
          {isCurrent && <span className={styles.current}>This browser</span>}
          {kind === 'token' && <span className={styles.kind}>Token</span>}
        </p>
        <p className={styles.facts}>
          Last used {ago(lastUsedAt, nowMs)}
          {address && ` from ${address}`}
          {kind === 'token' ? ' · ends ' : ' · signed in until '}
          <DateText date={expiresAt} />
        </p>
      </div>
      {!isCurrent && (
        <Button variant="quiet-danger" size="small" isBusy={isEnding} onClick={onEnd} aria-label={`End ${title}`}>
          End
        </Button>
      )}
    </li>
  )
}
