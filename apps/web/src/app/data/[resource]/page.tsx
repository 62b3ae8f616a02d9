import type { Metadata } from 'next'
import { capital } from '../../../console/names-of-rows.ts'
import { TableScreen } from '../../../console/table-screen.tsx'
import { listInput, readView } from '../../../console/view.ts'
import { resourceOf } from './resource.ts'

interface Props {
  params: Promise<{ resource: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** The query of the address, as the browser sees it. */
async function queryOf(searchParams: Props['searchParams']): Promise<URLSearchParams> {
  const entries = Object.entries(await searchParams)
  return new URLSearchParams(entries.flatMap(([key, value]) => [value ?? []].flat().map((one) => [key, one])))
}

async function open({ params, searchParams }: Props) {
  const [{ resource: name }, query] = await Promise.all([params, queryOf(searchParams)])
  const path = query.size > 0 ? `/data/${name}?${query}` : `/data/${name}`
  return { ...(await resourceOf(name, path)), query }
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { resource } = await open(props)
  return { title: capital(resource.labels.many) }
}

export default async function ResourcePage(props: Props) {
  const { resource, calls, query } = await open(props)
  const view = readView(resource, query)
  const input = listInput(resource, view)
  const readAtMs = Date.now()
  // The table itself shows the error of a list that cannot be read.
  const page = await calls.list(input).catch(() => undefined)
  return (
    <TableScreen
      key={`${resource.name} ${view.isTrash}`}
      resource={resource}
      first={page && { page, input, readAtMs }}
    />
  )
}
