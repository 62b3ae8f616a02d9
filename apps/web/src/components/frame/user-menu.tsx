'use client'
import { IconDatabase, IconLogout, IconNotes, IconSettings, IconUser } from '@tabler/icons-react'
import { useRouter } from 'next/navigation'
import { useRef } from 'react'
import type { Me } from '../../client/types.ts'
import { Avatar } from '../avatar.tsx'
import styles from './user-menu.module.css'

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const

/** The menu of the signed-in user. The browser's own popover handles Escape, clicks outside, and the return of the focus. */
export function UserMenu({ me }: { me: Me }) {
  const menu = useRef<HTMLDivElement>(null)
  const router = useRouter()
  const close = () => menu.current?.hidePopover()
  const leave = async () => {
    close()
    const { signOut } = await import('../../client/sign-out.ts')
    if (!(await signOut())) return
    router.push('/')
    router.refresh()
  }
  const links = [
    { href: `/authors/${me.username}`, name: 'Your page', Icon: IconUser },
    { href: '/drafts', name: 'Drafts', Icon: IconNotes },
    { href: '/data', name: 'Data', Icon: IconDatabase },
    { href: '/account', name: 'Account', Icon: IconSettings },
  ]
  return (
    <>
      <button type="button" className={styles.target} popoverTarget="account-menu" aria-label={`Account of ${me.name}`}>
        <Avatar person={me} size={34} />
      </button>
      <div ref={menu} id="account-menu" popover="auto" className={styles.menu}>
        <p className={styles.who}>
          <strong>{me.name}</strong>
          <span>@{me.username}</span>
        </p>
        <ul className={styles.list}>
          {links.map(({ href, name, Icon }) => (
            <li key={href}>
              <a href={href} onClick={close}>
                <Icon {...icon} />
                {name}
              </a>
            </li>
          ))}
          <li>
            <button type="button" onClick={() => void leave()}>
              <IconLogout {...icon} />
              Sign out
            </button>
          </li>
        </ul>
      </div>
    </>
  )
}
