import type { Metadata } from 'next'
import { DataProvider } from '../../../../client/data-provider.tsx'
import { answer, requireUser, serverCaller } from '../../../../client/runtime.ts'
import { Breadcrumbs } from '../../../../components/breadcrumbs.tsx'
import styles from '../../../../components/import/import.module.css'
import { ImportScreen } from '../../../../components/import/import-screen.tsx'
import { PageHeading } from '../../../../components/page-heading.tsx'
import { capital } from '../../../../console/names-of-rows.ts'

interface ImportPageProps {
  params: Promise<{ resource: string }>
}

export const metadata: Metadata = { title: 'Import' }

export default async function ImportPage({ params }: ImportPageProps) {
  const { resource } = await params
  await requireUser(`/data/${resource}/import`)
  const caller = await serverCaller()
  const target = await answer(caller.imports.targets({ resource }))
  const earlier = await answer(caller.imports.list({ filter: { resource: { equals: resource } }, limit: 20 }))
  return (
    <div className={styles.page}>
      <Breadcrumbs
        crumbs={[
          { label: 'Data', href: '/data' },
          { label: capital(target.many), href: `/data/${resource}` },
        ]}
      />
      <PageHeading title={`Import ${target.many}`}>
        From CSV, JSON or a line of JSON for each. A file that was exported here can be imported again.
      </PageHeading>
      {target.mayImport ? (
        <DataProvider>
          <ImportScreen resource={resource} target={target} earlier={earlier.items} />
        </DataProvider>
      ) : (
        <p>You may not create {target.many}, so you cannot import any.</p>
      )}
      {resource === 'places' && (
        <p className={styles.source}>
          The places of the seed are from <a href="https://www.geonames.org">GeoNames</a>, under{' '}
          <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.
        </p>
      )}
    </div>
  )
}
