'use client'
import '@mantine/core/styles/Tabs.layer.css'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { failureOf } from '../../client/failure.ts'
import { LinkButton } from '../../components/button.tsx'
import { Notice } from '../../components/states/notice.tsx'
import { nameOf } from '../names-of-rows.ts'
import { RelatedRows } from '../related/related-rows.tsx'
import { TrashedProvider } from '../trashed.tsx'
import type { Resource, Row } from '../types.ts'
import { keyOf, useCalls } from '../use-calls.ts'
import { EditForm } from './edit-form.tsx'
import styles from './record.module.css'
import { RecordDetails } from './record-details.tsx'
import { RecordHeader } from './record-header.tsx'
import { RecordHistory } from './record-history.tsx'
import { fieldsNamed } from './use-record-form.ts'

interface RecordPageProps {
  resource: Resource
  row: Row
  readAtMs: number
}

/** One row: its values, its actions, and its history. */
export function RecordPage({ resource, row: first, readAtMs }: RecordPageProps) {
  const { name, labels, verbs } = resource
  const id = String(first.id)
  const calls = useCalls(name)
  const path = usePathname()
  const tab = useSearchParams().get('tab') === 'history' && verbs.history ? 'history' : 'details'
  const read = useQuery({
    queryKey: keyOf(name, 'row', id),
    queryFn: () => calls.get({ id }),
    initialData: first,
    initialDataUpdatedAt: readAtMs,
  })
  const row = read.data
  if (read.error && failureOf(read.error).code === 'NOT_FOUND') {
    return (
      <Notice
        isPage
        title={`This ${labels.one} is not there any more`}
        actions={<LinkButton href={`/data/${name}`}>All {labels.many}</LinkButton>}
      >
        <p>It was removed, or you may not see it any more.</p>
      </Notice>
    )
  }
  const editable = verbs.update ? fieldsNamed(resource.fields, resource.updates) : []
  return (
    <TrashedProvider resource={resource} rows={[row]}>
      <div className={styles.record}>
        <RecordHeader resource={resource} row={row} title={nameOf(resource, row)} />
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) => window.history.pushState(null, '', value === 'history' ? `${path}?tab=history` : path)}
        >
          {verbs.history && (
            <Tabs.List className={styles.tabs ?? ''}>
              <Tabs.Tab value="details">Details</Tabs.Tab>
              <Tabs.Tab value="history">History</Tabs.Tab>
            </Tabs.List>
          )}
          <Tabs.Panel value="details">
            <div className={styles.columns} data-alone={editable.length === 0 || undefined}>
              {editable.length > 0 && <EditForm key={id} resource={resource} fields={editable} row={row} />}
              <RecordDetails resource={resource} row={row} without={editable.map((field) => field.name)} />
            </div>
            <RelatedRows resource={resource} row={row} />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <RecordHistory resource={resource} row={row} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </TrashedProvider>
  )
}
