import type { ReactNode } from 'react'
import type { User } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { Avatar } from './avatar.tsx'
import { Trouble } from './messages.tsx'
import { useSession, useSite, useStore } from './site-context.ts'

/** The header and footer around every page. */
export function Frame({ children }: { children: ReactNode }) {
  const { navigator } = useSite()
  const { visit, isLeaving } = useStore(navigator.shown, navigator.atStart)
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <Navbar address={visit.address} />
      <div className={`progress${isLeaving ? ' under-way' : ''}`} role="status">
        {isLeaving && <span className="sr-only">Loading</span>}
      </div>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Trouble />
      <footer>
        <div className="container">
          <a href={addresses.home} className="logo-font">
            conduit
          </a>
          <span className="attribution">A place to share your knowledge. Built on Plinth.</span>
        </div>
      </footer>
    </>
  )
}

function Navbar({ address }: { address: string }) {
  const { status, user } = useSession()
  return (
    <nav className="navbar navbar-light" aria-label="Main">
      <div className="container">
        <a className="navbar-brand logo-font" href={addresses.home}>
          conduit
        </a>
        <ul className="nav navbar-nav pull-xs-right">
          <NavItem href={addresses.home} current={address}>
            Home
          </NavItem>
          {user && <MemberItems user={user} current={address} />}
          {status === 'unavailable' && <li className="nav-item connecting">Connecting...</li>}
          {!user && status !== 'unavailable' && <GuestItems current={address} />}
        </ul>
      </div>
    </nav>
  )
}

function MemberItems({ user, current }: { user: User; current: string }) {
  return (
    <>
      <NavItem href={addresses.write} current={current}>
        <i className="ion-compose" />
        <span className="nav-text">New Article</span>
      </NavItem>
      <NavItem href={addresses.settings} current={current}>
        <i className="ion-gear-a" />
        <span className="nav-text">Settings</span>
      </NavItem>
      <NavItem href={addresses.profile(user.username)} current={current}>
        <Avatar image={user.image} className="user-pic" size={28} />
        <span className="nav-text">{user.username}</span>
      </NavItem>
    </>
  )
}

function GuestItems({ current }: { current: string }) {
  return (
    <>
      <NavItem href={addresses.signIn} current={current} className="for-guests">
        Sign in
      </NavItem>
      <NavItem href={addresses.signUp} current={current} className="for-guests">
        Sign up
      </NavItem>
    </>
  )
}

interface NavItemProps {
  readonly href: string
  readonly current: string
  readonly className?: string
  readonly children: ReactNode
}

function NavItem({ href, current, className = '', children }: NavItemProps) {
  const isHere = href === current
  return (
    <li className={`nav-item ${className}`}>
      <a className={`nav-link${isHere ? ' active' : ''}`} href={href} aria-current={isHere ? 'page' : undefined}>
        {children}
      </a>
    </li>
  )
}
