import type { Metadata } from 'next'
import { cache } from 'react'
import { answer } from '../../../../client/runtime.ts'
import { nameOf } from '../../../../console/names-of-rows.ts'
import { RecordScreen } from '../../../../console/record-screen.tsx'
import { resourceOf } from '../resource.ts'

interface Props {
  params: Promise<{ resource: string; id: string }>
}

const open = cache(async (name: string, id: string) => {
  const { resource, calls } = await resourceOf(name, `/data/${name}/${id}`)
  const readAtMs = Date.now()
  return { resource, row: await answer(calls.get({ id })), readAtMs }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { resource: name, id } = await params
  const { resource, row } = await open(name, id)
  return { title: nameOf(resource, row) }
}

export default async function RecordPage({ params }: Props) {
  const { resource: name, id } = await params
  const { resource, row, readAtMs } = await open(name, id)
  return <RecordScreen key={id} resource={resource} row={row} readAtMs={readAtMs} />
}
