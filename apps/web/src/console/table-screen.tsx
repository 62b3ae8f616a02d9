'use client'
import { overridesOf } from './overrides.tsx'
import { OverridesProvider } from './overrides-context.tsx'
import { ResourceTable } from './table/resource-table.tsx'
import type { ListInput, Page, Resource } from './types.ts'

interface TableScreenProps {
  resource: Resource
  /** The page as the server read it, and its query; undefined if it could not be read. */
  first: { page: Page; input: ListInput; readAtMs: number } | undefined
}

/** The table of a resource, or the component that its feature supplies. */
export function TableScreen({ resource, first }: TableScreenProps) {
  const overrides = overridesOf(resource.name)
  const Own = overrides.table
  return (
    <OverridesProvider value={overrides}>
      {Own ? <Own resource={resource} /> : <ResourceTable resource={resource} first={first} />}
    </OverridesProvider>
  )
}
