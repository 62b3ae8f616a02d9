'use client'
import { IconPlus, IconTrash, IconUpload } from '@tabler/icons-react'
import { Breadcrumbs } from '../../components/breadcrumbs.tsx'
import { LinkButton } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { importAddress } from '../files.ts'
import { capital, counted } from '../names-of-rows.ts'
import type { Page, Resource } from '../types.ts'
import type { View } from '../view.ts'
import { ExportMenu } from './export-menu.tsx'
import styles from './table.module.css'

const icon = { size: 17, stroke: 1.7, 'aria-hidden': true } as const

interface TableHeaderProps {
  resource: Resource
  view: View
  page: Page | undefined
}

/** The name of the table, the number of its rows, and the actions on all of them. */
export function TableHeader({ resource, view, page }: TableHeaderProps) {
  const { name, labels, verbs, isSoft } = resource
  const total = page?.total ?? null
  const count =
    total === null
      ? ' '
      : page?.isTotalExact
        ? counted(total, labels)
        : `More than ${total.toLocaleString('en')} ${labels.many}`
  return (
    <header className={styles.header}>
      <Breadcrumbs
        crumbs={[
          { label: 'Data', href: '/data' },
          { label: capital(labels.many), href: view.isTrash ? `/data/${name}` : undefined },
        ]}
      />
      <div className={styles.title}>
        <PageHeading title={view.isTrash ? `Removed ${labels.many}` : capital(labels.many)}>
          <span role="status">{count}</span>
        </PageHeading>
        <div className={styles.actions}>
          {isSoft && verbs.remove && !view.isTrash && (
            <LinkButton href={`/data/${name}?trash=1`} size="small" variant="quiet">
              <IconTrash {...icon} />
              Trash
            </LinkButton>
          )}
          {verbs.create && !view.isTrash && (
            <LinkButton href={importAddress(name)} size="small" variant="quiet">
              <IconUpload {...icon} />
              Import
            </LinkButton>
          )}
          {!view.isTrash && <ExportMenu resource={resource} view={view} />}
          {verbs.create && !view.isTrash && (
            <LinkButton href={`/data/${name}/new`} size="small">
              <IconPlus {...icon} />
              New {labels.one}
            </LinkButton>
          )}
        </div>
      </div>
    </header>
  )
}
