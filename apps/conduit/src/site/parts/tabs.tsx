export interface Tab {
  readonly href: string
  readonly label: string
}

interface TabsProps {
  readonly className: string
  readonly label: string
  readonly tabs: readonly Tab[]
  /** Address of the tab that is shown. */
  readonly current: string
}

/** Links to the lists beside this one. */
export function Tabs({ className, label, tabs, current }: TabsProps) {
  return (
    <div className={className}>
      <ul className="nav nav-pills outline-active" aria-label={label}>
        {tabs.map((tab) => (
          <li key={tab.href} className="nav-item">
            <a
              className={`nav-link${tab.href === current ? ' active' : ''}`}
              href={tab.href}
              aria-current={tab.href === current ? 'page' : undefined}
            >
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
