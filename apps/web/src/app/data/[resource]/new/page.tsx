import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Breadcrumbs } from '../../../../components/breadcrumbs.tsx'
import { PageHeading } from '../../../../components/page-heading.tsx'
import { capital } from '../../../../console/names-of-rows.ts'
import { NewScreen } from '../../../../console/new-screen.tsx'
import { resourceOf } from '../resource.ts'
import styles from './page.module.css'

interface Props {
  params: Promise<{ resource: string }>
}

const open = async ({ params }: Props) => {
  const { resource: name } = await params
  return resourceOf(name, `/data/${name}/new`)
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { resource } = await open(props)
  return { title: `New ${resource.labels.one}` }
}

export default async function NewPage(props: Props) {
  const { resource } = await open(props)
  if (!resource.verbs.create) notFound()
  const { name, labels } = resource
  return (
    <div className={styles.page}>
      <Breadcrumbs
        crumbs={[
          { label: 'Data', href: '/data' },
          { label: capital(labels.many), href: `/data/${name}` },
        ]}
      />
      <PageHeading title={`New ${labels.one}`} />
      <NewScreen resource={resource} />
    </div>
  )
}
