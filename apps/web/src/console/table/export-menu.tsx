'use client'
import '@mantine/core/styles/Popover.layer.css'
import { Popover } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Button } from '../../components/button.tsx'
import { exportAddress, fileKinds } from '../files.ts'
import type { Resource } from '../types.ts'
import type { View } from '../view.ts'
import styles from './toolbar.module.css'

interface ExportMenuProps {
  resource: Resource
  view: View
}

/** All rows of the view as a file. */
export function ExportMenu({ resource, view }: ExportMenuProps) {
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="small" variant="quiet">
          <IconDownload size={17} stroke={1.7} aria-hidden="true" />
          Export
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <ul className={styles.menu}>
          {fileKinds.map(({ format, label }) => (
            <li key={format} className={styles.view}>
              <a href={exportAddress(resource, format, view)} download={`${resource.name}.${format}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
