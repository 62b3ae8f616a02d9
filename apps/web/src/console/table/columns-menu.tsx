'use client'
import '@mantine/core/styles/Popover.layer.css'
import { Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { Button } from '../../components/button.tsx'
import type { Resource } from '../types.ts'
import type { ChangeView } from '../use-view.ts'
import { shownColumns, type View } from '../view.ts'
import styles from './toolbar.module.css'

interface ColumnsMenuProps {
  resource: Resource
  view: View
  onChange: ChangeView
}

/** Chooses which fields the table shows. At least one stays. */
export function ColumnsMenu({ resource, view, onChange }: ColumnsMenuProps) {
  const shown = shownColumns(resource, view)
  const toggle = (name: string) => {
    const wanted = shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name]
    // In a fixed order, the default columns first: the same choice gives the same address.
    const order = [...new Set([...resource.columns, ...resource.lists])]
    if (wanted.length > 0)
      onChange(
        { columns: order.filter((one) => wanted.includes(one)), cursor: view.cursor, page: view.page },
        'replace',
      )
  }
  return (
    <Popover position="bottom-start" width={250} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="small" variant="default">
          <IconColumns3 size={16} stroke={1.7} aria-hidden="true" />
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <ul className={styles.menu}>
          {resource.lists.map((name) => (
            <li key={name}>
              <label className={styles.option}>
                <input type="checkbox" checked={shown.includes(name)} onChange={() => toggle(name)} />
                {resource.fields.find((field) => field.name === name)?.label}
              </label>
            </li>
          ))}
        </ul>
        {view.columns.length > 0 && (
          <div className={styles.menuFoot}>
            <Button
              size="small"
              variant="quiet"
              onClick={() => onChange({ columns: [], cursor: view.cursor, page: view.page }, 'replace')}
            >
              Show the usual ones
            </Button>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
