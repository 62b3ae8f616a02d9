'use client'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconLogout, IconNotes, IconSettings, IconUser } from '@tabler/icons-react'
import Link from 'next/link'
import { useSignOut } from '../../client/sign-out.ts'
import type { Me } from '../../client/types.ts'
import { Avatar } from '../avatar.tsx'
import styles from './user-menu.module.css'

const icon = { size: 17, stroke: 1.6, 'aria-hidden': true } as const

/** The account of whoever is signed in. */
export function UserMenu({ me }: { me: Me }) {
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={224} shadow="md" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={styles.target} aria-label={`Account of ${me.name}`}>
          <Avatar person={me} size={32} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{me.name}</strong>
          <span>@{me.username}</span>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} href={`/authors/${me.username}`} leftSection={<IconUser {...icon} />}>
          Your page
        </Menu.Item>
        <Menu.Item component={Link} href="/drafts" leftSection={<IconNotes {...icon} />}>
          Drafts
        </Menu.Item>
        <Menu.Item component={Link} href="/account" leftSection={<IconSettings {...icon} />}>
          Account
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...icon} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
