'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '../../client/trpc.ts'
import styles from './import.module.css'
import { ImportList } from './import-list.tsx'
import { ImportResult } from './import-result.tsx'
import { MappingForm } from './mapping-form.tsx'
import { type Import, type ImportTarget, isBusy } from './types.ts'
import { UploadBox } from './upload-box.tsx'

interface ImportScreenProps {
  resource: string
  target: ImportTarget
  earlier: Import[]
}

/** How often the progress of a running import is read. */
const pollMs = 500

/** Imports a file: upload, mapping, check, import; and the list of earlier imports. */
export function ImportScreen({ resource, target, earlier }: ImportScreenProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [id, setId] = useState<string>()
  const listInput = { filter: { resource: { equals: resource } }, limit: 20 }
  const list = useQuery(
    trpc.imports.list.queryOptions(listInput, {
      initialData: { items: earlier, nextCursor: null, total: null, isTotalExact: false },
      refetchInterval: ({ state: { data } }) => (data?.items.some(isBusy) ? pollMs : false),
    }),
  )
  const current = useQuery(
    trpc.imports.get.queryOptions(
      { id: id ?? '' },
      { enabled: id !== undefined, refetchInterval: ({ state: { data } }) => (data && isBusy(data) ? pollMs : false) },
    ),
  )
  const refresh = async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.imports.get.queryFilter()),
      queryClient.invalidateQueries(trpc.imports.list.queryFilter()),
    ])
  }
  const found = id === undefined ? undefined : current.data
  const isOpen = found?.state === 'ready' || found?.state === 'checked'
  return (
    <>
      <UploadBox
        resource={resource}
        onUploaded={(uploaded) => {
          setId(uploaded)
          void refresh()
        }}
      />
      {found && (
        <section className={styles.section} aria-labelledby="current">
          <h2 id="current">{found.name}</h2>
          <ImportResult found={found} target={target} onChanged={refresh} />
          {isOpen && <MappingForm key={found.id} found={found} target={target} onStarted={refresh} />}
        </section>
      )}
      <ImportList imports={list.data.items} currentId={id} onOpen={setId} />
    </>
  )
}
