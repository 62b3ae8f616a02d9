'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/states/notice.tsx'
import { addressOf } from '../names-of-rows.ts'
import { TrashedProvider } from '../trashed.tsx'
import type { ListInput, Page, Resource, Row } from '../types.ts'
import { keyOf, useCalls } from '../use-calls.ts'
import { useView } from '../use-view.ts'
import { listInput, shownColumns } from '../view.ts'
import { BatchBar } from './batch-bar.tsx'
import { EmptyTable } from './empty-table.tsx'
import { FilterPanel } from './filter-panel.tsx'
import { Pager } from './pager.tsx'
import { RowsTable } from './rows-table.tsx'
import styles from './table.module.css'
import { TableHeader } from './table-header.tsx'
import { Toolbar } from './toolbar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

interface ResourceTableProps {
  resource: Resource
  first: { page: Page; input: ListInput; readAtMs: number } | undefined
}

/** Searches, filters, sorts and pages through the rows of a resource. The address contains the whole state. */
export function ResourceTable({ resource, first }: ResourceTableProps) {
  const { name } = resource
  const [view, change] = useView(resource)
  const calls = useCalls(name)
  const input = listInput(resource, view)
  const isFirst = first !== undefined && JSON.stringify(first.input) === JSON.stringify(input)
  const list = useQuery({
    queryKey: keyOf(name, 'list', input),
    queryFn: () => calls.list(input),
    placeholderData: keepPreviousData,
    ...(isFirst && { initialData: first.page, initialDataUpdatedAt: first.readAtMs }),
  })
  const [selected, setSelected] = useState<ReadonlyMap<string, Row>>(new Map())
  const [isFiltering, setFiltering] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const table = useRef<HTMLElement>(null)
  useShortcuts({ resource, search, table, onFilter: () => setFiltering(true) })

  const shownKey = JSON.stringify(input)
  // Selected rows are always visible.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list clears the selection
  useEffect(() => setSelected(new Map()), [shownKey])
  const hasPaged = useRef(false)
  useEffect(() => {
    if (!hasPaged.current || list.isPlaceholderData) return
    hasPaged.current = false
    table.current?.focus({ preventScroll: true })
    table.current?.scrollIntoView({ block: 'nearest' })
  }, [list.isPlaceholderData])

  const page = list.data
  const rows = page?.items ?? []
  const chosen = [...selected.values()]
  const isNarrowed = view.search !== '' || view.comparisons.length > 0
  return (
    <div className={styles.screen}>
      <TableHeader resource={resource} view={view} page={page} />
      <Toolbar
        resource={resource}
        view={view}
        searchRef={search}
        isFiltering={isFiltering}
        onFilter={() => setFiltering((is) => !is)}
        onChange={change}
      />
      {isFiltering && (
        <FilterPanel
          resource={resource}
          comparisons={view.comparisons}
          onApply={(comparisons) => change({ comparisons })}
          onClose={() => setFiltering(false)}
        />
      )}
      {list.error && !list.isFetching && (
        <Notice
          title={`The ${resource.labels.many} could not be read`}
          actions={
            <>
              <Button onClick={() => void list.refetch()}>Try again</Button>
              <Button variant="quiet" onClick={() => change({ search: '', comparisons: [], sort: [] })}>
                Show all from the start
              </Button>
            </>
          }
        >
          <p role="alert">{failureOf(list.error).message}</p>
        </Notice>
      )}
      {page && !list.error && rows.length === 0 && (
        <EmptyTable
          resource={resource}
          isNarrowed={isNarrowed}
          isTrash={view.isTrash}
          onClear={() => change({ search: '', comparisons: [] })}
        />
      )}
      {(!page || rows.length > 0) && !list.error && (
        <TrashedProvider resource={resource} rows={rows}>
          <RowsTable
            ref={table}
            resource={resource}
            columns={shownColumns(resource, view)}
            view={view}
            page={page}
            isStale={list.isPlaceholderData}
            selected={selected}
            onSelect={setSelected}
            onSort={(sort) => change({ sort })}
          />
        </TrashedProvider>
      )}
      {page && !list.error && (
        <Pager
          resource={resource}
          view={view}
          page={page}
          isBusy={list.isPlaceholderData}
          onPage={(cursor, nth) => {
            hasPaged.current = true
            change({ cursor, page: nth })
          }}
          onSize={(size) => change({ size })}
        />
      )}
      {chosen.length > 0 && (
        <BatchBar
          key={chosen.map((row) => addressOf(row).id).join()}
          resource={resource}
          rows={chosen}
          isTrash={view.isTrash}
          onDone={() => {
            setSelected(new Map())
            table.current?.focus({ preventScroll: true })
          }}
        />
      )}
    </div>
  )
}
